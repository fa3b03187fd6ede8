// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.sink.RtpSession;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Where a stream goes, as a user writes it. */
public sealed interface OutputUri {

    /**
     * Datagrams: {@code udp://[SOURCE@]GROUP:PORT?ttl=16&iface=eth0&dscp=34&packets=7&burst=8&fill=20}, {@code
     * rtp://...&ssrc=1&pt=33}.
     *
     * @param config what the sink is told
     * @param burst the most datagrams that leave at once; empty leaves it to what they carry
     * @param fill the longest that a packet of a service waits for its datagram and its burst to fill
     */
    record Network(UdpSinkConfig config, OptionalInt burst, Duration fill) implements OutputUri {

        /**
         * Sends by another interface.
         *
         * @param networkInterface an interface of this machine
         * @return the same otherwise
         */
        Network by(NetworkInterface networkInterface) {
            return new Network(config.withNetworkInterface(networkInterface), burst, fill);
        }

        /** For a whole multiplex: 8 datagrams are 2.2 ms of 38 Mbit/s. */
        int burstOfMultiplex() {
            return burst.orElse(8);
        }

        /**
         * For a service: so many that up to 9 Mbit/s it is {@link #fill} that ends a burst, and one of 7 Mbit/s has ten
         * datagrams. Eight are ended by their length, which is a third more sends.
         */
        int burstOfService() {
            return burst.orElse(16);
        }

        @Override
        public String toString() {
            return config.toString();
        }
    }

    /**
     * A file, written from its beginning: {@code file:FILE}.
     *
     * @param path the file
     */
    record File(Path path) implements OutputUri {

        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    /** More would be noticed by whoever changes channels. */
    long LONGEST_FILL_MILLIS = 1_000;

    /** The schemes of outputs. */
    Set<String> SCHEMES = Set.of("udp", "rtp", "file");

    /**
     * Reads what a user wrote.
     *
     * @param text the URI
     * @return the output
     * @throws IllegalArgumentException if it makes no sense: one line with the thing, its value and what was expected
     */
    static OutputUri parse(String text) {
        StreamUri uri = StreamUri.parse(text, SCHEMES);
        return switch (uri.scheme()) {
            case "file" -> file(uri);
            case "rtp" ->
                network(uri.allowOptions(Set.of("ttl", "iface", "dscp", "packets", "burst", "fill", "ssrc", "pt")));
            default -> network(uri.allowOptions(Set.of("ttl", "iface", "dscp", "packets", "burst", "fill")));
        };
    }

    private static File file(StreamUri uri) {
        uri.allowOptions(Set.of());
        if (uri.place().isEmpty()) {
            throw uri.error("no file", "file:FILE");
        }
        return new File(Path.of(uri.place()));
    }

    private static Network network(StreamUri uri) {
        Endpoint endpoint = Endpoint.parse(uri);
        OptionalInt burst = uri.number("burst", 1, UdpSinkConfig.MOST_BURST).stream()
                .mapToInt(Long::intValue)
                .findFirst();
        Duration fill = uri.number("fill", 0, LONGEST_FILL_MILLIS)
                .map(Duration::ofMillis)
                .orElse(SplitOutputConfig.DEFAULT_FILL);
        return uri.explaining(() -> {
            UdpSinkConfig.Builder config = UdpSinkConfig.to(endpoint.host(), endpoint.port());
            endpoint.source().ifPresent(config::sourceAddress);
            uri.option("iface").ifPresent(config::networkInterface);
            number(uri, "ttl").ifPresent(config::ttl);
            number(uri, "dscp").ifPresent(config::dscp);
            uri.number("packets", 1, UdpSinkConfig.MAX_PACKETS_PER_DATAGRAM)
                    .map(Long::intValue)
                    .ifPresent(config::packetsPerDatagram);
            if (uri.scheme().equals("rtp")) {
                config.rtp(rtp(uri, endpoint));
            }
            return new Network(config.build(), burst, fill);
        });
    }

    private static RtpSession rtp(StreamUri uri, Endpoint endpoint) {
        RtpSession session = RtpSession.of(endpoint.address());
        Function<Long, Integer> low32Bits = Long::intValue;
        int ssrc = uri.number("ssrc", 0, 0xFFFF_FFFFL).map(low32Bits).orElse(session.ssrc());
        return new RtpSession(number(uri, "pt").orElse(session.payloadType()), ssrc);
    }

    /** Reads a small number; whether it makes sense is for the sink to say. */
    private static Optional<Integer> number(StreamUri uri, String name) {
        return uri.number(name, 0, 255).map(Long::intValue);
    }
}
