// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.check.Check;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.Interfaces;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The address that a {@link UdpSource} receives on, and its buffers.
 *
 * @param address group, or address of this machine, and port; the wildcard address receives every unicast datagram to the
 *     port
 * @param source the sender (source-specific multicast), of the group's family; {@code null} for any
 * @param networkInterface name of the interface to join on, which need not be there yet; {@code null} leaves it to the
 *     route to the group
 * @param receiveBufferBytes receive buffer requested of the kernel
 * @param queuedBuffers buffers of up to {@value #BUFFER_BYTES} bytes queued while there is no demand, 1 or more; then the socket
 *     is not read until there is
 * @param readInterval time between two reads, so that each finds many datagrams; zero reads each as it arrives
 * @param framing how the datagrams are expected to hold the packets: plain, RTP, or as what comes first does; no filter, see
 *     {@link Builder#framing}
 */
public record UdpSourceConfig(
        InetSocketAddress address,
        @Nullable InetAddress source,
        @Nullable String networkInterface,
        int receiveBufferBytes,
        int queuedBuffers,
        Duration readInterval,
        UdpSourceStats.Framing framing) {

    /** Most bytes of a buffer that a source emits: 49 datagrams of seven packets. */
    public static final int BUFFER_BYTES = 49 * 7 * TsPacket.LENGTH;

    /** Receive buffer: half a second of 128 Mbit/s, for the pauses of a garbage collector and of a busy machine. */
    public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 8 << 20;

    /** Buffers queued without demand: one megabyte. */
    public static final int DEFAULT_QUEUED_BUFFERS = 16;

    /**
     * Time between two reads: 8 ms, a fifth of the delay that a relay may add, and 29 datagrams of 38 Mbit/s. A wake-up
     * costs more than a datagram.
     */
    public static final Duration DEFAULT_READ_INTERVAL = Duration.ofMillis(8);

    /**
     * Checks every value against its range and against the address.
     *
     * @param address resolved, port above 0
     * @param source {@code null} unless the address is a group, and then of its family
     * @param networkInterface not {@code null} for a group of link-local scope
     * @param receiveBufferBytes 1 or more
     * @param queuedBuffers 1 or more
     * @param readInterval not negative
     * @param framing not {@code HEADED}, which is only found
     * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}
     */
    public UdpSourceConfig {
        InetAddress host = Check.given(address, "address").getAddress();
        boolean multicast = host != null && host.isMulticastAddress();
        Check.argument(host != null, "host", address.getHostString(), "an address or a name that resolves");
        DatagramSockets.checkPort(address.getPort());
        Check.argument(source == null || multicast, "source", source, "none: only a group can be asked for by source");
        Check.argument(
                source == null || source.getClass() == host.getClass(),
                "source",
                source,
                "an address of the group's family");
        Check.argument(
                !Interfaces.needsScope(host) || networkInterface != null,
                "host",
                host,
                "an interface with an address of link-local scope: %eth0 behind it");
        Check.argument(receiveBufferBytes >= 1, "receiveBufferBytes", receiveBufferBytes, "1 or more");
        Check.argument(queuedBuffers >= 1, "queuedBuffers", queuedBuffers, "1 or more");
        Check.argument(
                !Check.given(readInterval, "readInterval").isNegative(), "readInterval", readInterval, "not negative");
        Check.argument(
                Check.given(framing, "framing") != UdpSourceStats.Framing.HEADED,
                "framing",
                framing,
                "PLAIN, RTP or ANY");
    }

    /**
     * Starts a configuration for one address, with everything else at its default.
     *
     * @param host a group, an address of this machine, or the wildcard: IPv4 or IPv6, the latter with or without
     *     brackets and scope
     * @param port 1 to 65535
     * @return a builder
     * @throws IllegalArgumentException if a name does not resolve or the port is out of range
     */
    public static Builder on(String host, int port) {
        return new Builder(DatagramSockets.endpoint(host, port), Interfaces.ofScope(host));
    }

    /**
     * Tells whether a group has to be joined.
     *
     * @return true for multicast
     */
    public boolean isMulticast() {
        return address.getAddress().isMulticastAddress();
    }

    /** The address as it stands in a URI, such as {@code 10.0.0.1@239.1.1.1:5000?iface=eth0}. */
    @Override
    public String toString() {
        String from = source == null ? "" : bracketed(source) + "@";
        String on = networkInterface == null ? "" : "?iface=" + networkInterface;
        return from + bracketed(address.getAddress()) + ":" + address.getPort() + on;
    }

    private static String bracketed(InetAddress address) {
        String host = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }

    /** Collects the values of a configuration; not for use from several threads. */
    public static final class Builder {

        private final InetSocketAddress endpoint;
        private @Nullable InetAddress source;
        private @Nullable String networkInterface;
        private int receiveBufferBytes = DEFAULT_RECEIVE_BUFFER_BYTES;
        private int queuedBuffers = DEFAULT_QUEUED_BUFFERS;
        private Duration readInterval = DEFAULT_READ_INTERVAL;
        private UdpSourceStats.Framing framing = UdpSourceStats.Framing.PLAIN;

        private Builder(InetSocketAddress endpoint, @Nullable String scope) {
            this.endpoint = endpoint;
            this.networkInterface = scope;
        }

        /**
         * Receives only the datagrams of one sender.
         *
         * @param value its address, of the group's family
         * @return this builder
         */
        public Builder source(InetAddress value) {
            source = Check.given(value, "source");
            return this;
        }

        /**
         * Sets the interface to join on. It need not be there: the source waits for it.
         *
         * @param name as {@code ip link} prints it
         * @return this builder
         */
        public Builder networkInterface(String name) {
            networkInterface = Check.given(name, "networkInterface");
            return this;
        }

        /**
         * Sets the receive buffer that is requested of the kernel.
         *
         * @param value bytes
         * @return this builder
         */
        public Builder receiveBufferBytes(int value) {
            receiveBufferBytes = value;
            return this;
        }

        /**
         * Sets how many buffers are queued while there is no demand.
         *
         * @param value buffers, 1 or more
         * @return this builder
         */
        public Builder queuedBuffers(int value) {
            queuedBuffers = value;
            return this;
        }

        /**
         * Sets the time between two reads of the socket.
         *
         * @param value zero to read each datagram as it arrives
         * @return this builder
         */
        public Builder readInterval(Duration value) {
            readInterval = Check.given(value, "readInterval");
            return this;
        }

        /**
         * Sets how the datagrams are expected to hold the packets. It is no filter: plain or RTP, what comes is taken, and
         * this is what is preferred if both come.
         *
         * @param value {@code PLAIN}, which is the default, {@code RTP}, or {@code ANY} for what comes first
         * @return this builder
         */
        public Builder framing(UdpSourceStats.Framing value) {
            framing = Check.given(value, "framing");
            return this;
        }

        /**
         * Checks everything and makes the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}, for the first value out of
         *     range
         */
        public UdpSourceConfig build() {
            return new UdpSourceConfig(
                    endpoint, source, networkInterface, receiveBufferBytes, queuedBuffers, readInterval, framing);
        }
    }
}
