// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.announce.SapAnnouncer;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.NetworkOutput;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.relay.MultiplexRelay;
import io.dmxflux.ts.relay.Relay;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.StatsText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Sends what it is told to on standard input, one line of answer to the line:
 * <pre>
 *   open HOST PORT [iface=NAME] [ttl=N] [dscp=N] [source=ADDRESS] [burst=N]     opened
 *   send PACKETS                                                      DATAGRAMS FAILURES SEGMENTATION
 *   announce URI                                                      announced
 *   route HOST                                                        whether there is one, and what it is
 *   relay INPUT OUTPUT...                                             relaying; an output with {n} is for every service
 *   packets                                                           how many have come in so far
 *   ended                                                             the relay's summary, once its input has ended
 *   close                                                             the relay's summary, ended now
 * </pre>
 */
final class WireSender {

    private static final int PACKETS_OF_BUFFER = 7 * 49;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private @Nullable UdpMulticastSink sink;
    private @Nullable Relay relay;
    private CompletableFuture<@Nullable Void> relaying = CompletableFuture.completedFuture(null);

    private WireSender() {}

    /** Starts one in a namespace. */
    static Command startIn(String namespace) throws IOException {
        return TwoNamespaces.in(
                namespace,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", // it runs for seconds
                        "-XX:TieredStopAtLevel=1",
                        "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider", // what it says is read
                        "-cp",
                        System.getProperty("java.class.path"),
                        WireSender.class.getName()));
    }

    public static void main(String[] arguments) throws IOException {
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        WireSender sender = new WireSender();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(sender.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) {
        try {
            return switch (words[0]) {
                case "open" -> open(words);
                case "send" -> send(Integer.parseInt(words[1]));
                case "announce" -> announce(words[1]);
                case "route" -> route(InetAddress.getByName(words[1]));
                case "relay" -> relay(words);
                case "packets" -> packets();
                case "ended" -> ended();
                case "close" -> close();
                default -> "unknown: " + words[0];
            };
        } catch (IOException | RuntimeException e) {
            return "failed: " + e;
        }
    }

    private String open(String[] words) throws IOException {
        if (sink != null) {
            sink.close();
        }
        UdpSinkConfig.Builder config = UdpSinkConfig.to(words[1], Integer.parseInt(words[2]));
        for (int i = 3; i < words.length; i++) {
            set(config, words[i].split("=")[0], words[i].split("=")[1]);
        }
        sink = UdpMulticastSink.open(config.build());
        return "opened";
    }

    private static void set(UdpSinkConfig.Builder config, String name, String value) throws IOException {
        switch (name) {
            case "iface" -> config.networkInterface(value);
            case "ttl" -> config.ttl(Integer.parseInt(value));
            case "dscp" -> config.dscp(Integer.parseInt(value));
            case "burst" -> config.pacedBurst(Integer.parseInt(value));
            case "source" -> config.sourceAddress(InetAddress.getByName(value));
            default -> throw new IllegalArgumentException("unknown: " + name);
        }
    }

    private static String announce(String output) {
        SapAnnouncer announcer = new SapAnnouncer(System.err::println);
        announcer.announce(List.of(new EveryService.Announced(1, "one", (NetworkOutput) OutputUri.parse(output))));
        announcer.close();
        return "announced";
    }

    private static String route(InetAddress destination) {
        MulticastRoute route = MulticastRoute.probe(destination, null);
        return route.exists() + " " + route;
    }

    private String send(int packets) {
        if (sink == null) {
            return "not open";
        }
        int most = sink.config().isPaced() ? PACKETS_OF_BUFFER : packets;
        sink.send(Flux.range(0, (packets + most - 1) / most)
                        .map(i -> CraftedPacket.buffer(CraftedPacket.run(0x100, Math.min(most, packets - i * most)))))
                .block();
        SendStats totals = sink.stats();
        return totals.datagrams() + " " + totals.failures() + " " + sink.segmentation();
    }

    private String relay(String[] words) {
        List<RelayPlan.Output> outputs = Arrays.stream(words, 2, words.length)
                .filter(word -> !word.contains("{n}"))
                .map(word -> RelayPlan.Output.whole(OutputUri.parse(word)))
                .toList();
        Optional<EveryService> every = Arrays.stream(words, 2, words.length)
                .filter(word -> word.contains("{n}"))
                .map(word -> new EveryService(word, ServiceEdit.NONE, Optional.empty(), false))
                .findFirst();
        Relay opened = MultiplexRelay.open(
                new RelayPlan(InputUri.parse(words[1]), outputs, every),
                event -> EventText.lines(event).forEach(System.err::println));
        relaying = opened.run().toFuture();
        relay = opened;
        return "relaying";
    }

    private String packets() {
        return relay == null ? "no relay" : Long.toString(relay.stats().packetsIn());
    }

    private String ended() {
        relaying.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return close();
    }

    private String close() {
        if (relay == null) {
            return "no relay";
        }
        relay.close(Duration.ofSeconds(2));
        return String.join("; ", StatsText.summary(relay.stats(), relay.book()));
    }
}
