// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.Attachment;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.sink.RtpSession;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.UdpSourceConfig;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream goes, as a user writes it.
 *
 * <p><b>Ownership:</b> a sink that is opened is the caller's to close.
 * <p><b>Errors:</b> opening throws an {@link IllegalArgumentException} of one line if the output cannot be what the URI says,
 * and an {@link UncheckedIOException} for what the machine refuses.
 */
public sealed interface OutputUri permits OutputUri.Network, NamedOutput, FileOutput, LogOutput, WatchedOutput {

    /** The schemes of outputs. */
    Set<String> SCHEMES = Set.of("udp", "rtp", "file", "log", "kafka");

    /** More would be noticed when a viewer changes channels. */
    long LONGEST_FILL_MILLIS = 1_000;

    /** How buffers come to a sink. */
    enum Delivery {
        /** When the input has them. */
        AS_RECEIVED,
        /** As fast as the sink takes them. */
        AS_TAKEN,
        /** A whole multiplex, to be spread over the time that its buffers take to arrive. */
        SPREAD,
        /** Cut into datagrams already, some of them short, and each at its time. */
        PACKETISED
    }

    /**
     * Reads what a user wrote.
     *
     * @param text the URI
     * @return the output
     * @throws IllegalArgumentException if it makes no sense: one line with the thing, its value and what was expected
     */
    static OutputUri parse(String text) {
        StreamUri uri = StreamUri.parse(text, SCHEMES);
        uri.refuseTemplate();
        if (uri.scheme().equals("file")) {
            return FileOutput.of(uri);
        }
        if (LogPlaceUri.SCHEMES.contains(uri.scheme())) {
            return LogOutput.of(uri);
        }
        return uri.names().isEmpty() ? Network.of(uri) : NamedOutput.of(uri);
    }

    /**
     * Reads the bounds of its bit rate.
     *
     * @param text the URI, or a template for services
     * @return what {@code ?minrate=&maxrate=} say
     * @throws IllegalArgumentException if they make no sense: one line with the thing, its value and what was expected
     */
    static RateBounds rate(String text) {
        return RateBounds.of(StreamUri.parse(text, SCHEMES));
    }

    /**
     * Opens the output.
     *
     * @param delivery how buffers will come
     * @param listener told of what happens to it
     * @return the sink
     */
    Sink open(Delivery delivery, StreamListener listener);

    /**
     * Tells what an output would have to wait for if it were opened now.
     *
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty if nothing is missing
     */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Tells whether packets are to leave at their times.
     *
     * @return false for what keeps them, which has time
     */
    default boolean isTimed() {
        return true;
    }

    /**
     * Returns the hosts that have to be looked up for it.
     *
     * @return their names; none of what has addresses
     */
    default List<String> hosts() {
        return List.of();
    }

    /**
     * Returns how a splitter is to cut a whole multiplex for this output.
     *
     * @return datagrams, bursts and the time to fill them
     */
    SplitOutputConfig cutOfMultiplex();

    /**
     * Returns how a splitter is to cut a service for this output.
     *
     * @return datagrams, bursts and the time to fill them
     */
    SplitOutputConfig cutOfService();

    /**
     * Returns the group or host that datagrams are sent to, for announcements.
     *
     * @return empty for a file, and for a name that does not resolve now
     */
    default Optional<Network> network() {
        return Optional.empty();
    }

    /**
     * Refuses what can never be, as far as the machine knows now: what {@link #open} would refuse.
     *
     * @param delivery how buffers will come
     * @throws IllegalArgumentException in one line, if the output cannot be what it says, such as the address of all hosts of a
     *     network that is not said to be
     * @throws UncheckedIOException in one line, if this machine has something else there, such as a directory
     */
    void refuseImpossible(Delivery delivery);

    /**
     * Returns the place.
     *
     * @return equal for equal places
     */
    Object place();

    /**
     * Tells whether this and another output may not both be there: two streams to one place are garbage to receivers. An
     * output without an interface may leave by any.
     *
     * @param other another output
     * @return false if both say that they share their place ({@code ?shared})
     */
    boolean meets(OutputUri other);

    /**
     * Refuses a relay from a place to itself: a file would be emptied while it is read, and a group would receive what it
     * has received, as fast as the machine can.
     *
     * @param from the input
     * @throws IllegalArgumentException in one line, if the input is read or received from here
     */
    void refuseIfInput(InputUri from);

    /**
     * Refuses what cannot be made of an input.
     *
     * @param from the input
     * @param isService whether a service of it is sent, and not the whole
     * @throws IllegalArgumentException in one line, if the input has not what the output asks for
     */
    default void refuseUnfit(InputUri from, boolean isService) {
        // most take any
    }

    /**
     * Datagrams: {@code udp://[SOURCE@]GROUP:PORT?ttl=16&iface=eth0&dscp=34&packets=7&burst=8&fill=20}, {@code
     * rtp://...&ssrc=1&pt=33&every=8}.
     *
     * @param config what the sink is told
     * @param burst the most datagrams that leave at once; empty leaves it to what they carry
     * @param every of a service out of a log: of how many of its datagrams one is made; 0 for any that fill
     * @param shared whether another output that says so too may send to the same place
     */
    record Network(UdpSinkConfig config, OptionalInt burst, int every, boolean shared) implements OutputUri {

        /** A megabyte, requested by halves: the thread that reads is woken once for eight buffers. */
        private static final int BUFFERS_OF_BULK = 16;

        private static final Set<String> UDP_OPTIONS =
                RateBounds.and("ttl", "iface", "dscp", "packets", "burst", "fill", "shared", "broadcast");
        private static final Set<String> RTP_OPTIONS = RateBounds.and(
                "ttl", "iface", "dscp", "packets", "burst", "fill", "shared", "broadcast", "ssrc", "pt", "every");

        static Network of(StreamUri uri) {
            boolean isRtp = uri.scheme().equals("rtp");
            uri.allowOptions(isRtp ? RTP_OPTIONS : UDP_OPTIONS);
            StreamUri.Endpoint endpoint = uri.endpoint();
            Optional<Integer> burst =
                    uri.number("burst", 1, DatagramBursts.MOST_DATAGRAMS).map(Long::intValue);
            boolean shared = uri.flag("shared");
            int every = uri.number("every", 1, SplitOutputConfig.MOST_LOG_SHARE)
                    .map(Long::intValue)
                    .orElse(0);
            int packets = uri.number("packets", 1, DatagramBursts.PACKETS_PER_DATAGRAM)
                    .map(Long::intValue)
                    .orElse(DatagramBursts.PACKETS_PER_DATAGRAM);
            if (every > 0 && packets != DatagramBursts.PACKETS_PER_DATAGRAM) {
                throw uri.error("every, and packets: " + packets, "7 packets with it, as in a log");
            }
            return uri.explaining(() -> {
                UdpSinkConfig.Builder config = UdpSinkConfig.to(endpoint.host(), endpoint.port());
                config.broadcast(uri.flag("broadcast"));
                endpoint.source().ifPresent(config::sourceAddress);
                uri.networkInterface().ifPresent(config::networkInterface);
                number(uri, "ttl").ifPresent(config::ttl);
                number(uri, "dscp").ifPresent(config::dscp);
                config.packetsPerDatagram(packets);
                uri.number("fill", 0, LONGEST_FILL_MILLIS)
                        .map(Duration::ofMillis)
                        .ifPresent(config::longestFill);
                if (isRtp) {
                    config.rtp(rtp(uri, endpoint));
                }
                OptionalInt most = burst.map(OptionalInt::of).orElseGet(OptionalInt::empty);
                return new Network(config.build(), most, every, shared);
            });
        }

        private static RtpSession rtp(StreamUri uri, StreamUri.Endpoint endpoint) {
            RtpSession session = RtpSession.of(endpoint.address());
            int ssrc = uri.number("ssrc", 0, 0xFFFF_FFFFL).map(Long::intValue).orElse(session.ssrc()); // low 32 bits
            return new RtpSession(number(uri, "pt").orElse(session.payloadType()), ssrc);
        }

        /** Reads a small number; whether it makes sense is for the sink to say. */
        private static Optional<Integer> number(StreamUri uri, String name) {
            return uri.number(name, 0, 255).map(Long::intValue);
        }

        @Override
        public Sink open(Delivery delivery, StreamListener listener) {
            try {
                return open(delivery, new StreamListener.OfNetwork(listener, config.destination()));
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }

        Sink open(Delivery delivery, NetworkFollower.Listener listener) throws IOException {
            refuseImpossible(delivery);
            UdpSinkConfig.Builder same = config.toBuilder();
            UdpSinkConfig.Builder fitted = switch (delivery) {
                case AS_RECEIVED -> same;
                case AS_TAKEN -> same.buffersInFlight(BUFFERS_OF_BULK);
                case SPREAD -> same.pacedBurst(burst.orElse(DatagramBursts.OF_A_MULTIPLEX));
                case PACKETISED -> same.shortDatagrams();
            };
            return UdpMulticastSink.open(fitted.build(), listener);
        }

        @Override
        public Optional<String> missing() {
            return UdpMulticastSink.missing(config);
        }

        @Override
        public Optional<Network> network() {
            return Optional.of(this);
        }

        @Override
        public void refuseImpossible(Delivery delivery) {
            InetAddress host = config.destination().getAddress();
            if (!config.broadcast() && Attachment.isBroadcast(host)) {
                throw new IllegalArgumentException(config + ": " + host.getHostAddress()
                        + " is the address of all hosts of a network (expected: a group or a host, or ?broadcast to"
                        + " send to all of them)");
            }
        }

        @Override
        public SplitOutputConfig cutOfMultiplex() {
            SplitOutputConfig cut = new SplitOutputConfig(
                    config.packetsPerDatagram(), burst.orElse(DatagramBursts.OF_A_MULTIPLEX), config.longestFill());
            return isNumberedAsLog() ? cut.cutAsLog() : cut;
        }

        private boolean isNumberedAsLog() {
            return config.rtp() != null && config.packetsPerDatagram() == DatagramBursts.PACKETS_PER_DATAGRAM;
        }

        @Override
        public SplitOutputConfig cutOfService() {
            SplitOutputConfig cut = new SplitOutputConfig(
                    config.packetsPerDatagram(), burst.orElse(DatagramBursts.OF_A_SERVICE), config.longestFill());
            return every > 0 ? cut.inSlotsOf(every) : cut;
        }

        @Override
        public Object place() {
            return List.of(config.destination(), Optional.ofNullable(config.networkInterface()));
        }

        @Override
        public boolean meets(OutputUri other) {
            return other instanceof Network network
                    && config.destination().equals(network.config.destination())
                    && !(shared && network.shared)
                    && (config.networkInterface() == null
                            || network.config.networkInterface() == null
                            || config.networkInterface().equals(network.config.networkInterface()));
        }

        @Override
        public void refuseIfInput(InputUri from) {
            if (isInput(from)) {
                throw new IllegalArgumentException(
                        config + ": is the input as well (expected: another group or port, or another ?iface=)");
            }
        }

        @Override
        public void refuseUnfit(InputUri from, boolean isService) {
            if (every > 0 && !isService) {
                throw new IllegalArgumentException(
                        config + ": every: " + every + ", and the whole is sent (expected: ?every= with a service)");
            }
            if (every > 0 && !(from instanceof LogInput log && log.speed() == 1)) {
                throw new IllegalArgumentException(config + ": every: " + every + ", and the input is " + from.name()
                        + " (expected: a log, without ?speed=)");
            }
        }

        boolean isInput(InputUri from) {
            return from.received(config.destination().getPort())
                    .filter(this::wouldReceiveItself)
                    .isPresent();
        }

        /** One group on two interfaces is a bridge, and a group of another sender does not hear us. */
        private boolean wouldReceiveItself(UdpSourceConfig input) {
            return isReceivedAt(input.address())
                    && Objects.equals(by(input.networkInterface()), by(config.networkInterface()))
                    && (input.source() == null || input.source().equals(config.sourceAddress()));
        }

        /** What is received at any address of this machine is received at each. */
        private boolean isReceivedAt(InetSocketAddress input) {
            InetSocketAddress to = config.destination();
            return input.equals(to)
                    || input.getPort() == to.getPort() && input.getAddress().isAnyLocalAddress() && isOfThisMachine(to);
        }

        private static boolean isOfThisMachine(InetSocketAddress host) {
            try {
                return NetworkInterface.getByInetAddress(host.getAddress()) != null;
            } catch (SocketException e) {
                return false;
            }
        }

        /** The interface that is named, or the one that the route leads to now; null where there is none. */
        private @Nullable String by(@Nullable String named) {
            InetAddress group = config.destination().getAddress();
            if (named != null || !group.isMulticastAddress()) {
                return named;
            }
            NetworkInterface route = MulticastRoute.probe(group, null).networkInterface();
            return route == null ? null : route.getName();
        }

        @Override
        public String toString() {
            return config.toString();
        }
    }
}
