// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.SendingSocket;
import io.dmxflux.ts.op.DatagramBursts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The destination and shape of datagrams. It is checked when it is built, so that opening a sink fails only by the system's
 * state.
 * <pre>
 *   UdpSinkConfig.to("239.1.1.1", 5000).networkInterface("eth0").ttl(16).pacedBurst(8).build()
 * </pre>
 *
 * <p>Immutable, equal by value; {@link #toBuilder} makes another that differs.
 */
public final class UdpSinkConfig {

    private final UdpDestination destination;
    private final DatagramShape shape;
    private final SendBatching batching;
    private final Builder values;

    private UdpSinkConfig(Builder values) {
        this.destination = new UdpDestination(
                values.endpoint,
                values.networkInterface,
                values.sourceAddress,
                values.ttl,
                values.dscp,
                values.broadcast);
        this.shape = new DatagramShape(values.packetsPerDatagram, values.fullDatagrams, values.longestFill);
        this.batching = new SendBatching(
                values.pacedBurst,
                values.buffersInFlight,
                values.buffersAtOnce,
                values.sendBufferBytes,
                values.segmentationOffload);
        this.values = values;
    }

    /**
     * Starts a configuration for one destination, with everything else at its default.
     *
     * @param host a group or a host: an IPv4 or IPv6 address, the latter with or without brackets and scope, or a name
     * @param port 1 to 65535
     * @return a builder
     * @throws IllegalArgumentException if the name does not resolve or the port is out of range
     */
    public static Builder to(String host, int port) {
        return new Builder(DatagramSockets.endpoint(host, port), Interfaces.ofScope(host));
    }

    /** {@return a builder with the values of this configuration} */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /**
     * {@return where datagrams go: group or host, resolved, and port; an IPv6 address without its scope, which is the
     * interface}
     */
    public InetSocketAddress destination() {
        return destination.endpoint();
    }

    /**
     * {@return the name of the interface that datagrams leave by, which need not be there; {@code null} leaves it to the
     * route}
     */
    public @Nullable String networkInterface() {
        return destination.networkInterface();
    }

    /**
     * {@return the address that datagrams leave from: an address of the destination's family; {@code null} leaves
     * it to the route}
     */
    public @Nullable InetAddress sourceAddress() {
        return destination.sourceAddress();
    }

    /** {@return how many routers datagrams may pass: 0 to 255} */
    public int ttl() {
        return destination.ttl();
    }

    /** {@return the differentiated services code point: 0 to 63} */
    public int dscp() {
        return destination.dscp();
    }

    /** {@return how many packets a datagram carries: 1 to 7} */
    public int packetsPerDatagram() {
        return shape.packets();
    }

    /** How packets are put into datagrams. */
    DatagramShape shape() {
        return shape;
    }

    /** {@return whether packets at the end of a buffer wait for the next one until their datagram is full} */
    boolean fullDatagrams() {
        return shape.full();
    }

    /** {@return how long packets that do not fill a datagram wait for more, unless buffers come more seldom} */
    public Duration longestFill() {
        return shape.longestFill();
    }

    /**
     * {@return the most datagrams that leave at once where buffers are spread over the time that they take to
     * arrive: 1 to 49; 0 has each buffer leave as it comes}
     */
    public int pacedBurst() {
        return batching.pacedBurst();
    }

    /** {@return whether buffers are spread over the time that they take to arrive: false if each leaves as it comes} */
    public boolean isPaced() {
        return batching.pacedBurst() > 0;
    }

    /** How much is sent, or taken, at once. */
    SendBatching batching() {
        return batching;
    }

    /** {@return whether datagrams may go to all hosts of a network} */
    public boolean broadcast() {
        return destination.broadcast();
    }

    /** Where a socket sends to, and how. */
    SendingSocket.Route route() {
        return destination.route();
    }

    /** {@return the send buffer requested of the kernel, in bytes} */
    int sendBufferBytes() {
        return batching.sendBufferBytes();
    }

    /** {@return whether the kernel may be given many datagrams as one send} */
    boolean segmentationOffload() {
        return batching.segmentationOffload();
    }

    /** {@return how datagrams are labelled as RTP: payload type and source; {@code null} for plain UDP} */
    public @Nullable RtpSession rtp() {
        return values.rtp;
    }

    /** {@return whether datagrams go to a group: true for multicast, false for a single host} */
    public boolean isMulticast() {
        return destination.isMulticast();
    }

    /**
     * The destination as a URI without other options, such as {@code udp://239.1.1.1:5000?iface=eth0}; with the address
     * that datagrams leave from, if it is set, as in {@code udp://10.0.0.1@239.1.1.1:5000}.
     */
    @Override
    public String toString() {
        return (values.rtp == null ? "udp://" : "rtp://") + destination;
    }

    /** Equal configurations send the same datagrams the same way, so an output that is configured again continues. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UdpSinkConfig config && all().equals(config.all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    private List<Object> all() {
        return List.of(destination, shape, batching, Optional.ofNullable(values.rtp));
    }

    /** Collects the values of a configuration; not for use from several threads. */
    public static final class Builder {

        private final InetSocketAddress endpoint;
        private @Nullable String networkInterface;
        private @Nullable InetAddress sourceAddress;
        private int ttl = 64;
        private int dscp;
        private int packetsPerDatagram = DatagramBursts.PACKETS_PER_DATAGRAM;
        private boolean fullDatagrams = true;
        private Duration longestFill = Duration.ofMillis(20);
        private int pacedBurst;
        private int buffersInFlight = 2;
        private int buffersAtOnce = 1;
        private int sendBufferBytes = 1 << 20;
        private boolean segmentationOffload = true;
        private boolean broadcast;
        private @Nullable RtpSession rtp;

        private Builder(InetSocketAddress endpoint, @Nullable String scope) {
            this.endpoint = endpoint;
            this.networkInterface = scope;
        }

        private Builder(Builder from) {
            endpoint = from.endpoint;
            networkInterface = from.networkInterface;
            sourceAddress = from.sourceAddress;
            ttl = from.ttl;
            dscp = from.dscp;
            packetsPerDatagram = from.packetsPerDatagram;
            fullDatagrams = from.fullDatagrams;
            longestFill = from.longestFill;
            pacedBurst = from.pacedBurst;
            buffersInFlight = from.buffersInFlight;
            buffersAtOnce = from.buffersAtOnce;
            sendBufferBytes = from.sendBufferBytes;
            segmentationOffload = from.segmentationOffload;
            broadcast = from.broadcast;
            rtp = from.rtp;
        }

        /**
         * Sets the interface that datagrams leave by. It need not be there: the sink waits for it.
         *
         * @param name as {@code ip link} prints it
         * @return this builder
         */
        public Builder networkInterface(String name) {
            networkInterface = Check.given(name, "networkInterface");
            return this;
        }

        /**
         * Sets the address that datagrams leave from.
         *
         * @param value an address of this machine, of the destination's family
         * @return this builder
         */
        public Builder sourceAddress(InetAddress value) {
            sourceAddress = Check.given(value, "sourceAddress");
            return this;
        }

        /**
         * Sets how many routers datagrams may pass. The default is 64, as DVBlast has it: the kernel's default of 1 is the
         * classic silent failure of multicast behind a router, and a group reaches only its members at any TTL.
         *
         * @param value 0 to 255; 0 keeps a group on this machine, 1 on its link
         * @return this builder
         */
        public Builder ttl(int value) {
            ttl = value;
            return this;
        }

        /**
         * Sets the differentiated services code point.
         *
         * @param value 0 to 63
         * @return this builder
         */
        public Builder dscp(int value) {
            dscp = value;
            return this;
        }

        /**
         * Sets how many packets a datagram carries.
         *
         * @param value 1 to {@value DatagramBursts#PACKETS_PER_DATAGRAM}
         * @return this builder
         */
        public Builder packetsPerDatagram(int value) {
            packetsPerDatagram = value;
            return this;
        }

        /**
         * Sends each buffer as it is, with a short last datagram if necessary: for buffers that are packetised and paced
         * already.
         *
         * @return this builder
         */
        public Builder shortDatagrams() {
            fullDatagrams = false;
            return this;
        }

        /**
         * Sets how long packets that do not fill a datagram wait for the next buffer. The default is 20 ms. They wait for
         * two of the longest spacings of the stream's buffers if that is longer, a second at most.
         *
         * @param value not negative
         * @return this builder
         */
        public Builder longestFill(Duration value) {
            longestFill = Check.given(value, "longestFill");
            return this;
        }

        /**
         * Spreads sends over the time that the buffers take to arrive, see {@link UdpMulticastSink#pacing()}.
         *
         * @param burst the most datagrams that leave at once, 1 to 49; 0 to send each buffer as it comes
         * @return this builder
         */
        public Builder pacedBurst(int burst) {
            pacedBurst = burst;
            return this;
        }

        /**
         * Sets how many buffers may be in flight, which is the demand upstream: 2 unless set, one that is being sent and one
         * that is ready. With more, a source on another thread and the sink wait for each other less often.
         *
         * <p>The sink's thread is woken for each of them unless it is told to take more at once, from an upstream that gives
         * all that is asked for without a pause, as a file does. Each may then wait for others, {@link #longestFill} at most.
         *
         * @param value 1 or more; a paced sink requests two more
         * @param atOnce for how many of them the thread is woken once, 1 unless set
         * @return this builder
         */
        public Builder buffersInFlight(int value, int atOnce) {
            buffersInFlight = value;
            buffersAtOnce = atOnce;
            return this;
        }

        /**
         * Sets the send buffer that is requested of the kernel, which grants no more than {@code net.core.wmem_max}; 1 MB unless
         * set, sixteen sends of 64 kB.
         *
         * @param value bytes
         * @return this builder
         */
        public Builder sendBufferBytes(int value) {
            sendBufferBytes = value;
            return this;
        }

        /**
         * Sets whether the kernel may be given up to 49 datagrams as one send, if it can take them.
         *
         * @param value false to send each datagram as a message of its own, many to the system call
         * @return this builder
         */
        public Builder segmentationOffload(boolean value) {
            segmentationOffload = value;
            return this;
        }

        /**
         * Sets whether datagrams may go to all hosts of a network; otherwise the kernel refuses them ({@code EACCES}).
         *
         * @param value whether they may; false by default
         * @return this builder
         */
        public Builder broadcast(boolean value) {
            broadcast = value;
            return this;
        }

        /**
         * Sends RTP instead of plain UDP.
         *
         * @param value payload type and source
         * @return this builder
         */
        public Builder rtp(RtpSession value) {
            rtp = Check.given(value, "rtp");
            return this;
        }

        /**
         * Checks everything and makes the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}, for the first value out of
         *     range
         */
        public UdpSinkConfig build() {
            return new UdpSinkConfig(new Builder(this));
        }
    }
}
