// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.plan.IndicatorLimits;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.tr101290.Limit;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file that has been read to its end, while the configuration changes. */
@ExtendWith(LeakCheck.class)
class EndedInputTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RateBounds BOUNDS = new RateBounds(2_000_000, 60_000_000);
    private static final IndicatorLimits LIMITS = new IndicatorLimits(Map.of(Limit.PID, Duration.ofSeconds(1)));

    @TempDir
    private Path directory;

    private final List<RelayEvent> events = new CopyOnWriteArrayList<>();
    private final RelayPlan other = RelayPlan.whole(InputUri.parse("sim:"), OutputUri.parse("udp://127.0.0.1:42190"));
    private InputUri file = InputUri.parse("sim:");
    private Path first = Path.of("");
    private Path second = Path.of("");
    private Relays relays = Relays.open(List.of(), events::add);

    @BeforeEach
    void readToTheEnd() throws Exception {
        Path sample = BundledSample.at(directory.resolve("sample.ts"));
        file = InputUri.parse("file:" + sample + "?fast");
        first = directory.resolve("first.ts");
        second = directory.resolve("second.ts");
        relays = Relays.open(List.of(other, plan(to(first), to(second))), events::add);
        relays.run().subscribe();
        await().atMost(PATIENCE).until(() -> !relays.isOpen(file));
        assertThat(Files.size(first)).isEqualTo(Files.size(sample));
    }

    @AfterEach
    void close() {
        relays.close(PATIENCE);
    }

    private static RelayPlan.Output to(Path path) {
        return RelayPlan.Output.whole(OutputUri.parse("file:" + path));
    }

    private RelayPlan plan(RelayPlan.Output... outputs) {
        return new RelayPlan(file, List.of(outputs), Optional.empty());
    }

    private RelayPlan plan(RateBounds bounds, IndicatorLimits limits, RelayPlan.Output... outputs) {
        return new RelayPlan(file, bounds, limits, List.of(outputs), Optional.empty());
    }

    private void change(RelayPlan plan) {
        relays.change(List.of(other, plan));
    }

    private RelayStats stats() {
        return relays.stats().get(1);
    }

    private long started() {
        return events.stream()
                .filter(OutputEvent.OutputStarted.class::isInstance)
                .count();
    }

    private void assertIsNotReadAgain() {
        assertThat(relays.isOpen(file)).isFalse();
        assertThat(started()).isEqualTo(3);
        assertThat(events).noneMatch(RelayEvent.RelayRemoved.class::isInstance);
        assertThat(stats().packetsIn()).isEqualTo(7_980);
    }

    @Test
    void itStaysEndedWithOtherBoundsAndLimits() {
        change(plan(BOUNDS, IndicatorLimits.STANDARD, to(first), to(second)));
        assertIsNotReadAgain();
        assertThat(stats().bounds()).isEqualTo(BOUNDS);
        change(plan(BOUNDS, LIMITS, to(first), to(second)));
        change(plan(RateBounds.NONE, IndicatorLimits.STANDARD, to(first), to(second)));
        assertIsNotReadAgain();
        assertThat(stats().bounds()).isEqualTo(RateBounds.NONE);
    }

    @Test
    void itStaysEndedWithOtherBoundsOfAnOutput() {
        change(plan(to(first).within(BOUNDS), to(second)));
        assertIsNotReadAgain();
        assertThat(stats().outputs())
                .extracting(RelayStats.OutputStats::bounds)
                .containsExactly(BOUNDS, RateBounds.NONE);
    }

    @Test
    void itStaysEndedWithoutOneOfItsOutputsWhoseCountsStay() {
        change(plan(to(second)));
        assertIsNotReadAgain();
        assertThat(stats().packetsOut()).isEqualTo(2 * 7_980);
        assertThat(relays.books().isBalanced()).isTrue();
    }

    @Test
    void itIsReadAgainForAnotherOutput() throws Exception {
        Path third = directory.resolve("third.ts");
        change(plan(to(third)));
        await().atMost(PATIENCE).until(() -> Files.exists(third) && Files.size(third) == Files.size(first));
    }

    @Test
    void anOutputThatHasSentAllIsNotOpenedAgainWhileAnotherOneOfItsInputStillSends() throws Exception {
        byte[] packets = Arrays.copyOf(Files.readAllBytes(first), 1_000 * TsPacket.LENGTH);
        Path some = Files.write(directory.resolve("some.ts"), packets);
        Path copy = directory.resolve("copy.ts");
        Path fifo = Fifo.make(directory.resolve("fifo"));
        RelayPlan slow =
                new RelayPlan(InputUri.parse("file:" + some + "?fast"), List.of(to(copy), to(fifo)), Optional.empty());
        try (FileChannel reader = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            change(slow);
            await().atMost(PATIENCE)
                    .until(() -> events.stream()
                            .anyMatch(event -> event instanceof OutputEvent.OutputEnded ended
                                    && ended.output().equals(to(copy))));
            change(slow);
            assertThat(relays.isOpen(slow.from())).isTrue();
            assertThat(started()).isEqualTo(3 + 2);
            assertThat(reader.isOpen()).isTrue();
        }
    }
}
