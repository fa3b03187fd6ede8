// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.source.UdpSourceStats;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class InputFindingsTest {

    private static final byte[] PACKETS = CraftedPacket.run(0x100, 7);

    private final List<Integer> ports = new ArrayList<>();

    private InputUri input(String scheme) throws Exception {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            ports.add(free.getLocalPort());
            return InputUri.parse(scheme + "://127.0.0.1:" + free.getLocalPort());
        }
    }

    private static byte[] rtp(int sequence) {
        byte[] header = {(byte) 0x80, 33, (byte) (sequence >> 8), (byte) sequence, 0, 0, 0, 0, 0, 0, 0, 1};
        return CraftedPacket.concat(header, PACKETS);
    }

    @Test
    void eachInputIsToldWhichDatagramsArriveAndWhatToWriteInstead() throws Exception {
        InputUri twice = input("udp");
        ports.clear();
        List<InputUri> inputs = List.of(
                input("udp"),
                input("udp"),
                input("rtp"),
                input("rtp"),
                input("udp"),
                input("udp"),
                input("udp"),
                InputUri.parse("udp://239.1.1.1:5?iface=nope0"),
                InputUri.parse("sim:"),
                twice,
                InputUri.parse(twice.name().replace("udp:", "rtp:")));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(over));
        List<Finding> findings;
        try {
            findings = InputFindings.find(inputs, Duration.ofSeconds(5)); // a busy machine is late with a second
        } finally {
            over.set(true);
            sending.join();
        }
        int ofTwice = findings.size() - 2;
        assertThat(findings.subList(ofTwice, findings.size()))
                .as("two that want the same port")
                .extracting(Finding::sentence)
                .anyMatch(sentence -> sentence.startsWith("opening failed: EADDRINUSE (98), ")
                        || sentence.matches("port \\d+ is taken: .*"));
        assertThat(findings.subList(0, ofTwice))
                .extracting(finding ->
                        finding.toString().replaceAll("://127.0.0.1:[0-9]+", "").replaceAll("[0-9]+ dat", "N dat"))
                .containsExactly(
                        "ok    udp: plain packets arrive, without RTP.",
                        "note  udp: RTP arrives, and is taken. Write rtp:// instead of udp://.",
                        "note  rtp: plain packets arrive, without RTP, and are taken. Write udp:// instead of rtp://.",
                        "ok    rtp: RTP arrives.",
                        "note  udp: packets arrive behind 5 bytes that are no RTP header, and are taken. These bytes are"
                                + " skipped.",
                        "note  udp: N datagrams arrive, and there is no transport stream in them. Another program sends to"
                                + " this port.",
                        "note  udp: nothing arrives within a second. Is it sent? Name the interface with ?iface=.",
                        "FAIL  udp://239.1.1.1:5?iface=nope0: interface nope0 is not there. A relay waits for it.",
                        "ok    sim:: what it needs is there.");
    }

    private void send(AtomicBoolean over) {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int sequence = 0; !over.get(); sequence++) {
                send(socket, 0, PACKETS);
                send(socket, 1, rtp(sequence));
                send(socket, 2, PACKETS);
                send(socket, 3, rtp(sequence));
                send(socket, 4, CraftedPacket.concat(new byte[5], PACKETS));
                send(socket, 5, new byte[100]);
                Thread.sleep(5);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(DatagramSocket socket, int input, byte[] bytes) throws Exception {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), ports.get(input)));
    }

    @Test
    void aFileThatARelayRefusesFailsWithTheSameReason(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("text.ts"), "no transport stream\n".repeat(1_000));
        InputUri input = InputUri.parse("file:" + text);
        assertThatThrownBy(input::refuseImpossible).hasMessageContaining(text + ": ");
        assertThat(InputFindings.find(List.of(input))).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(Finding.State.FAILS);
            assertThat(finding.subject()).isEqualTo("file:" + text);
            assertThat(finding.sentence()).contains("transport stream").doesNotContain(text.toString());
        });
    }

    @Test
    void sendersWhosePacketsAreMixedAreNamed() {
        UdpSourceStats.Framing plain = UdpSourceStats.Framing.PLAIN;
        UdpSourceStats.Mixed mixed = new UdpSourceStats.Mixed(3, List.of("10.0.0.1:5", "10.0.0.2:6"));
        UdpSourceStats datagrams =
                new UdpSourceStats(9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, plain, plain, 0, 0, 0, mixed);
        assertThat(InputFindings.told(InputUri.parse("udp://239.1.1.1:5"), datagrams, 63))
                .hasToString(
                        "note  udp://239.1.1.1:5: two senders send to it at once, 10.0.0.1:5 and 10.0.0.2:6; both are"
                                + " taken, and mixed. Stop one, or choose one of a group with SENDER@GROUP.");
    }
}
