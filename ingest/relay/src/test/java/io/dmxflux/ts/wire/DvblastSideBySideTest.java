// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.InstalledProgram;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.ServiceModel;
import io.dmxflux.ts.SixServices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same multiplex, at its pace, into dvblast and dmxflux at the same time.
 * <pre>
 *   receiver: file --&gt; 239.255.0.1 --v0--&gt; sender: dmxflux --&gt; 239.255.1.1 to 6 --v1--&gt; receiver: tcpdump
 *                                          sender: dvblast --&gt; 239.255.2.1 to 6 --v1--&gt;
 * </pre>
 */
class DvblastSideBySideTest {

    private static final int SECONDS = 5;
    private static final int MOST_REPEATS = 4;

    /** Of a summary: lost before the relay, or in its socket. */
    private static final String MISSING = "missing, ";

    private static final List<String> NOTHING_LOST = List.of("policy: 0 packets", "socket: 0 packets");

    /**
     * What was sent, and what the relay says of it.
     *
     * @param fed summary of what feeds both
     * @param summary of the relay
     * @param groups what was received, by group
     */
    private record Played(String fed, String summary, Function<String, ReceivedStream> groups) {

        /** Dvblast does not say what its socket had no room for: its outputs show it. */
        boolean isWhole() {
            return NOTHING_LOST.stream().allMatch(line -> fed.contains(line) && summary.contains(line))
                    && !summary.contains(MISSING)
                    && IntStream.rangeClosed(1, SixServices.SERVICE_IDS.size())
                            .allMatch(n -> groups.apply("239.255.2." + n).continuityErrors() == 0);
        }
    }

    @RegisterExtension
    private static final TwoNamespaces NAMESPACES = new TwoNamespaces();

    @TempDir
    private Path directory;

    @Test
    void eachServiceHasTheSameElementaryPacketsAsFromDvblast() throws IOException {
        InstalledProgram.assume("dvblast", "dvblast", "-V");
        Path file = SixServices.make(directory, SECONDS);
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " route add 239.255.0.0/24 dev v0");
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " route add 239.255.2.0/24 dev v1");
        Function<String, ReceivedStream> groups = play(file);
        ReceivedStream input = new ReceivedStream(Files.readAllBytes(file));
        for (int n = 1; n <= SixServices.SERVICE_IDS.size(); n++) {
            check(
                    ServiceModel.of(input.bytes(), SixServices.SERVICE_IDS.get(n - 1)),
                    groups.apply("239.255.1." + n),
                    groups.apply("239.255.2." + n));
        }
    }

    /** Once more where not all of it was sent, or came to the relay or to dvblast: a busy machine is late, and drops datagrams. */
    private Function<String, ReceivedStream> play(Path file) throws IOException {
        Played played = playOnce(file);
        for (int more = 0; more < MOST_REPEATS && !played.isWhole(); more++) {
            played = playOnce(file);
        }
        assertThat(played.fed()).contains(NOTHING_LOST);
        assertThat(played.summary()).contains(NOTHING_LOST).doesNotContain(MISSING);
        return played.groups();
    }

    private Played playOnce(Path file) throws IOException {
        try (GroupStreams groups = GroupStreams.on(NAMESPACES, "v1", "239.255.0.0/16", directory.resolve("pcap"));
                Command dvblast = dvblast();
                Command dmxflux = WireSender.startIn(NAMESPACES.sender);
                Command feeder = WireSender.startIn(NAMESPACES.receiver)) {
            dvblast.awaitError("restarting");
            assertThat(dmxflux.ask("relay udp://239.255.0.1:5004?iface=v0 udp://239.255.1.{n}:5004?iface=v1"))
                    .isEqualTo("relaying");
            assertThat(feeder.ask("relay file:" + file + " udp://239.255.0.1:5004?iface=v0"))
                    .isEqualTo("relaying");
            String fed = feeder.ask("ended");
            awaitQuiet(dmxflux); // the socket is read every 8 ms, and what is in it when the relay is closed is not
            return new Played(fed, dmxflux.ask("close"), groups.end());
        }
    }

    private static void awaitQuiet(Command relay) {
        AtomicReference<String> packets = new AtomicReference<>("");
        Awaitility.await().during(Duration.ofMillis(500)).until(() -> {
            String now = relay.ask("packets");
            return now.equals(packets.getAndSet(now));
        });
    }

    private Command dvblast() throws IOException {
        String lines = IntStream.rangeClosed(1, SixServices.SERVICE_IDS.size())
                .mapToObj(n -> "239.255.2." + n + ":5004/udp 1 " + SixServices.SERVICE_IDS.get(n - 1) + "\n")
                .collect(Collectors.joining());
        Path config = Files.writeString(directory.resolve("dvblast.conf"), lines);
        return TwoNamespaces.in(
                NAMESPACES.sender,
                List.of("dvblast", "-q", "-q", "-U", "-D", "@239.255.0.1:5004/udp", "-c", config.toString()));
    }

    private static void check(ServiceModel model, ReceivedStream dmxflux, ReceivedStream dvblast) {
        model.packets().forEach((pid, sent) -> {
            List<ByteBuffer> all = packets(sent);
            List<ByteBuffer> ours = packets(dmxflux.packets(pid));
            assertThat(ours).as("PID %d, from its first packet on", pid).isEqualTo(lastOf(all, ours.size()));
            List<ByteBuffer> theirs = packets(dvblast.packets(pid));
            int begin = Math.max(theirs.indexOf(ours.get(0)), 0);
            List<ByteBuffer> both = theirs.subList(begin, theirs.size());
            int before = ours.indexOf(both.get(0));
            assertThat(both)
                    .as("PID %d, from where both begin to where dvblast ends", pid)
                    .isEqualTo(ours.subList(before, before + both.size()))
                    .hasSizeGreaterThan(all.size() * 2 / SECONDS);
        });
        assertThat(dmxflux.continuityErrors()).isZero();
    }

    private static List<ByteBuffer> packets(byte[] stream) {
        return IntStream.range(0, stream.length / TsPacket.LENGTH)
                .mapToObj(packet -> ByteBuffer.wrap(stream, packet * TsPacket.LENGTH, TsPacket.LENGTH))
                .toList();
    }

    private static <T> List<T> lastOf(List<T> all, int count) {
        return all.subList(all.size() - count, all.size());
    }
}
