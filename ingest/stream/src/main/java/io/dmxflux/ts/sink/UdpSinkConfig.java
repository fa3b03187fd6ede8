// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.Interfaces;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * Where datagrams go, and how they are made; checked when built, so that opening a sink can only fail by the system's
 * state.
 *
 * @param destination group or host, and port; an IPv6 address of link-local scope carries its interface
 * @param networkInterface the interface that datagrams leave by; {@code null} leaves it to the route
 * @param sourceAddress the address that they leave from, of the destination's family; {@code null} leaves it to the
 *     route
 * @param ttl routers that they may pass, 0 to 255
 * @param dscp differentiated services code point, 0 to 63
 * @param packetsPerDatagram 1 to 7
 * @param fullDatagrams whether packets at the end of a buffer wait for the next one until their datagram is full; else
 *     each buffer is sent as it is, its last datagram as short as it may be
 * @param pacedBurst the most datagrams that leave at once where buffers are spread over the time that they take to arrive,
 *     1 to 49; two more buffers are asked for ahead then. 0 has each buffer leave as it comes
 * @param buffersInFlight buffers asked for before the first of them is sent, 1 or more
 * @param sendBufferBytes send buffer asked of the kernel
 * @param segmentationOffload whether the kernel may be given many datagrams as one send
 * @param rtp how to label datagrams as RTP; {@code null} for plain UDP
 */
public record UdpSinkConfig(
        InetSocketAddress destination,
        @Nullable NetworkInterface networkInterface,
        @Nullable InetAddress sourceAddress,
        int ttl,
        int dscp,
        int packetsPerDatagram,
        boolean fullDatagrams,
        int pacedBurst,
        int buffersInFlight,
        int sendBufferBytes,
        boolean segmentationOffload,
        @Nullable RtpSession rtp) {

    /** Packets per datagram: 7 x 188 = 1316 bytes, the most that fits a 1500-byte MTU with IP, UDP and RTP headers. */
    public static final int MAX_PACKETS_PER_DATAGRAM = 7;

    /** Datagrams of 1316 bytes in one send: what fits 65 507 bytes. */
    public static final int MOST_BURST = 49;

    /**
     * Routers that datagrams may pass: 64, as DVBlast has it. The kernel's own default of 1 is the classic silent
     * failure of multicast behind a router, and a group reaches only those who join it, however far it may go.
     */
    public static final int DEFAULT_TTL = 64;

    /** Buffers in flight: one that the kernel works on, and one that is ready when it is done. */
    public static final int DEFAULT_BUFFERS_IN_FLIGHT = 2;

    /** Send buffer: sixteen sends of 64 kB; the kernel grants no more than {@code net.core.wmem_max}. */
    public static final int DEFAULT_SEND_BUFFER_BYTES = 1 << 20;

    /**
     * Checks every value against its range and against the destination's family.
     *
     * @param destination resolved, not the wildcard, port above 0
     * @param networkInterface not {@code null} for a destination of link-local scope
     * @param sourceAddress of the destination's family, or {@code null}
     * @param ttl 0 to 255, but not 0 for a single host
     * @param dscp 0 to 63
     * @param packetsPerDatagram 1 to 7
     * @param fullDatagrams either
     * @param pacedBurst 0 to 49
     * @param buffersInFlight 1 or more
     * @param sendBufferBytes 1 or more
     * @param segmentationOffload either
     * @param rtp any, or {@code null}
     * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}
     */
    public UdpSinkConfig {
        InetAddress address = destination.getAddress();
        Check.argument(address != null, "host", destination.getHostString(), "an address or a name that resolves");
        Check.argument(
                !address.isAnyLocalAddress(), "host", address.getHostAddress(), "a group or a host, not the wildcard");
        Check.argument(destination.getPort() > 0, "port", destination.getPort(), "1 to 65535");
        Check.argument(ttl >= 0 && ttl <= 255, "ttl", ttl, "0 to 255");
        Check.argument(ttl > 0 || address.isMulticastAddress(), "ttl", ttl, "1 to 255 for a single host");
        Check.argument(dscp >= 0 && dscp <= 63, "dscp", dscp, "0 to 63, such as 34 for AF41");
        Check.argument(
                packetsPerDatagram >= 1 && packetsPerDatagram <= MAX_PACKETS_PER_DATAGRAM,
                "packetsPerDatagram",
                packetsPerDatagram,
                "1 to 7; 7 fill an Ethernet frame");
        Check.argument(pacedBurst >= 0 && pacedBurst <= MOST_BURST, "pacedBurst", pacedBurst, "0 to 49");
        Check.argument(buffersInFlight >= 1, "buffersInFlight", buffersInFlight, "1 or more");
        Check.argument(sendBufferBytes >= 1, "sendBufferBytes", sendBufferBytes, "1 or more");
        Check.argument(
                sourceAddress == null || sourceAddress.getClass() == address.getClass(),
                "source",
                sourceAddress,
                "an address of the family of " + address.getHostAddress());
        Check.argument(
                !Interfaces.needsScope(address) || networkInterface != null,
                "host",
                address.getHostAddress(),
                "an interface with an address of link-local scope: %eth0 behind it");
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
        return new Builder(DatagramSockets.endpoint(host, port));
    }

    /**
     * Tells whether buffers are spread over the time that they take to arrive.
     *
     * @return false if each leaves as it comes
     */
    public boolean isPaced() {
        return pacedBurst > 0;
    }

    /**
     * Tells whether datagrams go to a group.
     *
     * @return true for multicast, false for a single host
     */
    public boolean isMulticast() {
        return destination.getAddress().isMulticastAddress();
    }

    /**
     * Leaves by another interface.
     *
     * @param value an interface of this machine
     * @return the same otherwise
     */
    public UdpSinkConfig withNetworkInterface(NetworkInterface value) {
        return with(value, fullDatagrams, pacedBurst, buffersInFlight);
    }

    /**
     * Sends each buffer as it is, for buffers that are cut into datagrams already.
     *
     * @return the same otherwise
     */
    public UdpSinkConfig withShortDatagrams() {
        return with(networkInterface, false, pacedBurst, buffersInFlight);
    }

    /**
     * Asks for more buffers ahead, for a source on another thread: neither has to wait for the other at every buffer.
     *
     * @param value 1 or more
     * @return the same otherwise
     */
    public UdpSinkConfig withBuffersInFlight(int value) {
        return with(networkInterface, fullDatagrams, pacedBurst, value);
    }

    /**
     * Spreads what it sends, at the pace that buffers come at.
     *
     * @param burst the most datagrams that leave at once, 1 to 49
     * @return the same otherwise
     */
    public UdpSinkConfig withPace(int burst) {
        return with(networkInterface, fullDatagrams, burst, buffersInFlight);
    }

    private UdpSinkConfig with(@Nullable NetworkInterface by, boolean full, int burst, int inFlight) {
        return new UdpSinkConfig(
                destination,
                by,
                sourceAddress,
                ttl,
                dscp,
                packetsPerDatagram,
                full,
                burst,
                inFlight,
                sendBufferBytes,
                segmentationOffload,
                rtp);
    }

    /** The destination as a URI without options, such as {@code udp://239.1.1.1:5000}. */
    @Override
    public String toString() {
        String host = destination.getAddress().getHostAddress();
        String shown = destination.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
        return (rtp == null ? "udp://" : "rtp://") + shown + ":" + destination.getPort();
    }

    /** Collects the values of a configuration; not for use from several threads. */
    public static final class Builder {

        private final InetAddress host;
        private final int port;
        private @Nullable NetworkInterface networkInterface;
        private @Nullable InetAddress sourceAddress;
        private int ttl = DEFAULT_TTL;
        private int dscp;
        private int packetsPerDatagram = MAX_PACKETS_PER_DATAGRAM;
        private int pacedBurst;
        private int buffersInFlight = DEFAULT_BUFFERS_IN_FLIGHT;
        private int sendBufferBytes = DEFAULT_SEND_BUFFER_BYTES;
        private boolean segmentationOffload = true;
        private @Nullable RtpSession rtp;

        private Builder(InetSocketAddress endpoint) {
            this.host = endpoint.getAddress();
            this.port = endpoint.getPort();
        }

        /**
         * Sets the interface that datagrams leave by.
         *
         * @param name as {@code ip link} prints it
         * @return this builder
         * @throws IllegalArgumentException if there is none of that name, naming those there are
         */
        public Builder networkInterface(String name) {
            return networkInterface(Interfaces.byName(name));
        }

        /**
         * Sets the interface that datagrams leave by.
         *
         * @param value an interface of this machine
         * @return this builder
         */
        public Builder networkInterface(NetworkInterface value) {
            networkInterface = value;
            return this;
        }

        /**
         * Sets the address that datagrams leave from.
         *
         * @param value an address of this machine, of the destination's family
         * @return this builder
         */
        public Builder sourceAddress(InetAddress value) {
            sourceAddress = value;
            return this;
        }

        /**
         * Sets how many routers datagrams may pass.
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
         * @param value 1 to {@value UdpSinkConfig#MAX_PACKETS_PER_DATAGRAM}
         * @return this builder
         */
        public Builder packetsPerDatagram(int value) {
            packetsPerDatagram = value;
            return this;
        }

        /**
         * Spreads what it sends over the time that the buffers take to arrive; the kernel does it where it can, see {@link
         * UdpMulticastSink#pacing()}.
         *
         * @param burst the most datagrams that leave at once, 1 to 49; 0 to send each buffer as it comes
         * @return this builder
         */
        public Builder pacedBurst(int burst) {
            pacedBurst = burst;
            return this;
        }

        /**
         * Sets how many buffers may be on their way at a time: the demand that reaches upstream.
         *
         * @param value 1 or more
         * @return this builder
         */
        public Builder buffersInFlight(int value) {
            buffersInFlight = value;
            return this;
        }

        /**
         * Sets the send buffer that is asked of the kernel.
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
         * @param value false to hand it each datagram by itself, in one system call all the same
         * @return this builder
         */
        public Builder segmentationOffload(boolean value) {
            segmentationOffload = value;
            return this;
        }

        /**
         * Sends RTP instead of plain UDP.
         *
         * @param value payload type and source
         * @return this builder
         */
        public Builder rtp(RtpSession value) {
            rtp = value;
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
            return new UdpSinkConfig(
                    new InetSocketAddress(Interfaces.scoped(host, networkInterface), port),
                    networkInterface == null ? Interfaces.ofScope(host) : networkInterface,
                    sourceAddress,
                    ttl,
                    dscp,
                    packetsPerDatagram,
                    true,
                    pacedBurst,
                    buffersInFlight,
                    sendBufferBytes,
                    segmentationOffload,
                    rtp);
        }
    }
}
