// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.cli.GroupReceiver;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.StatsText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

@ExtendWith(LeakCheck.class)
class RelayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** This process's own: another run of the same tests may be under way on this machine. */
    private static final String GROUP = Stream.of(16, 8, 0)
            .map(shift -> Long.toString(ProcessHandle.current().pid() >> shift & 0xFF))
            .collect(Collectors.joining(".", "239.", ""));

    private static final int PORT = 41_004;

    /**
     * Loads the code that buffers take, in one relay that may lose some meanwhile: on a busy machine that takes longer than the
     * simulated driver has room for, which then loses packets as a real one would.
     */
    @BeforeAll
    static void loadTheCodeThatBuffersTake() {
        for (String scheme : List.of("udp", "rtp")) {
            String between = scheme + "://" + GROUP + ":" + (PORT + 6) + "?iface=lo";
            Relay second = Relay.open(InputUri.parse(between), OutputUri.parse("file:/dev/null"), event -> {});
            second.run().subscribe();
            Relay first = Relay.open(InputUri.parse("sim:"), OutputUri.parse(between), event -> {});
            first.run().subscribe();
            await().atMost(PATIENCE).until(() -> second.stats().packetsOut() > 500);
            first.close(PATIENCE);
            second.close(PATIENCE);
        }
    }

    private static void assumeNoneLostByTheKernel(RelayStats stats) {
        assumeThat(stats.losses().kernelLosses())
                .as("losses of the driver or the socket, since this process got no CPU for long")
                .isZero();
    }

    private final List<String> notices = new ArrayList<>();

    private Relay open(String input, String output) {
        return Relay.open(
                InputUri.parse(input), OutputUri.parse(output), event -> notices.addAll(EventText.lines(event)));
    }

    @Test
    void theSampleReachesAGroupWithoutAGapAndEveryBufferComesHome() throws Exception {
        Relay relay = open("sim:", "udp://" + GROUP + ":" + PORT + "?iface=lo");
        try (GroupReceiver receiver = new GroupReceiver(GROUP, PORT, "lo")) {
            Disposable running = relay.run().subscribe();
            receiver.receivePackets(4_000, PATIENCE);
            relay.close(PATIENCE);
            assertThat(running.isDisposed()).as("ended").isTrue();
            assumeNoneLostByTheKernel(relay.stats());
            assertThat(receiver.continuityErrors()).isZero();
        }
        RelayStats report = relay.stats();
        assertThat(report.packetsOut()).isEqualTo(report.packetsIn()).isGreaterThanOrEqualTo(4_000);
        assertThat(report.packetsDropped()).isZero();
        assertThat(report.packetsRefused()).isZero();
        assertThat(report.stream().continuityErrors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "rtp"})
    void aRelayFeedsAnotherOverTheNetwork(String scheme, @TempDir Path directory) throws Exception {
        String between = scheme + "://" + GROUP + ":" + (PORT + 2) + "?iface=lo";
        Path recording = directory.resolve("out.ts");
        Relay second = open(between, "file:" + recording);
        Disposable receiving = second.run().subscribe();
        Relay first = open("sim:", between);
        Disposable sending = first.run().subscribe();
        await().atMost(PATIENCE).until(() -> second.stats().packetsOut() > 2_000);
        first.close(PATIENCE);
        second.close(PATIENCE);
        assertThat(sending.isDisposed() && receiving.isDisposed())
                .as("both ended")
                .isTrue();
        assumeNoneLostByTheKernel(first.stats());
        assumeNoneLostByTheKernel(second.stats());
        assertThat(second.stats().stream().continuityErrors())
                .as(() -> StatsText.summary(first.stats(), first.book()) + " -> "
                        + StatsText.summary(second.stats(), second.book()))
                .isZero();
        assertThat(second.stats().unaligned()).isZero();
        assertThat(Files.size(recording)).isEqualTo(second.stats().packetsOut() * 188);
    }

    @Test
    void aRelayThatNeverRanIsClosedAsWell() {
        Relay relay = open("sim:", "udp://" + GROUP + ":" + (PORT + 4) + "?iface=lo");
        relay.close(PATIENCE);
        assertThat(relay.stats().packetsIn()).isZero();
        assertThat(notices).isEmpty();
    }

    @Test
    void saysInOneLineWhatItDoes() {
        Relay relay = open("sim:", "udp://" + GROUP + ":" + (PORT + 4) + "?iface=lo");
        relay.close(PATIENCE);
        assertThat(relay)
                .hasToString("sim:, simulated, asked 32 x 5264 bytes, granted 32 x 5264 -> udp://" + GROUP
                        + ":41008?iface=lo");
    }

    @Test
    void whatAFullDiskRefusesIsOnItsAccountAndFailsTheEnd() {
        Relay relay = open("sim:", "file:/dev/full");
        CompletableFuture<?> running = relay.run().toFuture();
        await().atMost(PATIENCE).until(() -> relay.stats().packetsRefused() > 0);
        relay.close(PATIENCE);

        assertThatThrownBy(running::join).hasMessageContaining("/dev/full: write failed");
        RelayStats stats = relay.stats();
        assertThat(stats.packetsOut()).isZero();
        assertThat(stats.packetsIn()).isPositive();
        assertThat(stats.packetsRefused()).isEqualTo(stats.packetsIn());
    }
}
