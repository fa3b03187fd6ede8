// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import io.dmxflux.dmx.frontend.sim.Transponder;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.TunedSource;
import io.dmxflux.ts.source.Tuner;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.text.EventText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Relays of inputs that are tuned, to a simulated transponder. */
@Timeout(180)
@ExtendWith(LeakCheck.class)
class TunedRelayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Tuning TUNING = TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000);

    @TempDir
    private Path directory;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final RelayEvent.Listener listener = event -> lines.addAll(EventText.lines(event));
    private Optional<Disposable> running = Optional.empty();

    private RelayPlan plan(String input) {
        RelayPlan.Output whole = RelayPlan.Output.whole(OutputUri.parse("file:" + directory.resolve("whole.ts")));
        RelayPlan.Output service = RelayPlan.Output.service(
                OutputUri.parse("file:" + directory.resolve("one.ts")),
                ServiceSelection.parse("dmxflux one"),
                ServiceEdit.NONE);
        return new RelayPlan(InputUri.parse(input), List.of(whole, service), Optional.empty());
    }

    private Relay start(Relay relay) {
        running = Optional.of(relay.run().subscribe());
        return relay;
    }

    private void close(Relay relay) {
        relay.close(PATIENCE);
        running.ifPresent(Disposable::dispose);
    }

    private static void awaitPackets(Relay relay) {
        long before = packets(relay);
        await().atMost(PATIENCE).until(() -> packets(relay) > before + 200);
    }

    private static long packets(Relay relay) {
        return relay.stats().outputs().stream()
                .mapToLong(RelayStats.OutputStats::packetsOut)
                .min()
                .orElse(0);
    }

    @Test
    void anInputIsTunedAndItsSignalTold() {
        Relay relay = start(MultiplexRelay.open(plan("sim:?system=dvb-t&frequency=474M"), listener));
        try {
            awaitPackets(relay);
            SignalStats signal = relay.stats().signal().orElseThrow();
            assertThat(signal.isLocked()).isTrue();
            assertThat(signal.tuning()).isEqualTo("dvb-t 474 MHz");
            await().atMost(PATIENCE)
                    .until(() -> relay.stats()
                            .signal()
                            .orElseThrow()
                            .state()
                            .figures()
                            .cnrDb()
                            .isPresent());
            assertThat(relay.stats().input()).isEqualTo("sim:?frequency=474000000");
        } finally {
            close(relay);
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void whereThereIsNoSignalItIsWaitedFor() {
        Relay relay = start(MultiplexRelay.open(plan("sim:?system=dvb-t&frequency=482M"), listener));
        try {
            await().atMost(PATIENCE).until(() -> !lines.isEmpty());
            assertThat(lines)
                    .singleElement()
                    .asString()
                    .startsWith("input sim:?frequency=482000000: no lock on dvb-t 482 MHz")
                    .endsWith("; waiting for it");
            assertThat(relay.stats().waitsFor()).isPresent();
        } finally {
            close(relay);
        }
    }

    /** Each time the stream comes back, what is missing and the time without a lock are on the signal's account, and all adds up. */
    @Test
    void aLockThatFlapsIsOnTheSignalsAccount() {
        SimulatedFrontend device = SimulatedFrontend.receiving(List.of(
                new Transponder(TUNING, () -> Playback.ofSample().looped().open())));
        Source demux = DvbSource.open(
                SimulatedDmxDevice.playing(device.feed()),
                DmxBufferPoolConfig.forBitrate(2_500_000, Duration.ofMillis(20)).build(),
                PesFilter.fullTs());
        Source source = TunedSource.of(demux, Tuner.of(Frontend.over(device), TUNING), new TunedSource.Listener() {
            @Override
            public void waits(String problem) {
                lines.add(problem);
            }

            @Override
            public void isBack(Duration waited) {
                lines.add("back");
            }
        });
        Relay relay = start(MultiplexRelay.open(plan("sim:"), source, new Destinations(), listener));
        try (BooksProbe probe = new BooksProbe(() -> Books.of(List.of(relay::book)))) {
            awaitPackets(relay);
            for (int loss = 1; loss <= 4; loss++) {
                device.fade();
                int losses = loss;
                await().atMost(PATIENCE).until(() -> losses(relay) == losses);
                device.restore();
                awaitPackets(relay);
            }
            probe.lookAgain();
            InputBook book = relay.book();
            assertThat(book.missing())
                    .filteredOn(one -> one.certainty() == Missing.Certainty.UNKNOWN)
                    .filteredOn(one -> one.cause() == Missing.Cause.SIGNAL)
                    .singleElement()
                    .satisfies(missing -> {
                        assertThat(missing.events()).isEqualTo(4);
                        assertThat(missing.out()).isPositive();
                    });
            assertThat(book.missing())
                    .as("gaps of the continuity counters")
                    .anyMatch(one -> one.cause() == Missing.Cause.SIGNAL
                            && one.certainty() == Missing.Certainty.AT_LEAST
                            && one.missing().packets() > 0);
        } finally {
            close(relay);
        }
        assertThat(relay.book().isBalanced()).isTrue();
        await().atMost(PATIENCE).until(device::isClosed);
        assertThat(lines)
                .as("PCRs jump, and all else is the watch's")
                .allMatch(line -> line.contains("TR 101 290 2.3.b"));
    }

    private static long losses(Relay relay) {
        return relay.stats().signal().map(SignalStats::lockLosses).orElse(0L);
    }
}
