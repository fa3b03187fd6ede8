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
 * Datagrams: {@code udp://[SOURCE@]GROUP:PORT?ttl=16&iface=eth0&dscp=34&packets=7&burst=8&fill=20}, {@code
 * rtp://...&ssrc=1&pt=33&every=8}.
 *
 * @param config what the sink is told
 * @param burst the most datagrams that leave at once; empty leaves it to what they carry
 * @param every of a service out of a log: of how many of its datagrams one is made; 0 for any that fill
 * @param shared whether another output that says so too may send to the same place
 */
public record NetworkOutput(UdpSinkConfig config, OptionalInt burst, int every, boolean shared) implements OutputUri {

    /** A megabyte of a pipe, four of a file, requested by halves: the thread that reads is woken once for eight buffers. */
    private static final int BUFFERS_OF_BULK = 16;

    /** The same for the thread that sends: it takes less time for a buffer, and would be woken for nearly each. */
    private static final int BUFFERS_AT_ONCE = BUFFERS_OF_BULK / 2;

    /** More would be noticed when a viewer changes channels. */
    private static final long LONGEST_FILL_MILLIS = 1_000;

    private static final Set<String> UDP_OPTIONS =
            RateBounds.and("ttl", "iface", "dscp", "packets", "burst", "fill", "shared", "broadcast");
    private static final Set<String> RTP_OPTIONS = RateBounds.and(
            "ttl", "iface", "dscp", "packets", "burst", "fill", "shared", "broadcast", "ssrc", "pt", "every");

    static NetworkOutput of(StreamUri uri) {
        boolean isRtp = uri.scheme().equals("rtp");
        uri.allowOptions(isRtp ? RTP_OPTIONS : UDP_OPTIONS);
        NetworkPlace.Endpoint endpoint = uri.endpoint();
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
            uri.number("fill", 0, LONGEST_FILL_MILLIS).map(Duration::ofMillis).ifPresent(config::longestFill);
            if (isRtp) {
                config.rtp(rtp(uri, endpoint));
            }
            OptionalInt most = burst.map(OptionalInt::of).orElseGet(OptionalInt::empty);
            return new NetworkOutput(config.build(), most, every, shared);
        });
    }

    private static RtpSession rtp(StreamUri uri, NetworkPlace.Endpoint endpoint) {
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
            case AS_TAKEN -> same.buffersInFlight(BUFFERS_OF_BULK, 1);
            case STORED -> same.buffersInFlight(BUFFERS_OF_BULK, BUFFERS_AT_ONCE);
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
    public Optional<NetworkOutput> network() {
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
        return other instanceof NetworkOutput network
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
