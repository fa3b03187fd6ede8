// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.SteppedClock;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.dmx.frontend.sim.SampleNetworks;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import io.dmxflux.dmx.frontend.sim.Transponder;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.ts.channel.Channel;
import io.dmxflux.ts.scan.ScanEvent.Found;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Scans of simulated networks, at the pace of the streams. */
class ScanTest {

    private static final long MHZ = 1_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * No lock within the first is a transponder that is not there, which a busy machine must not make of one that is; the others are
     * never waited for where tables come.
     */
    private static final ScanWaits WAITS = new ScanWaits(
            Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(40));

    /** For where everything is there: as long as no machine is busy. */
    private static final ScanWaits PATIENT =
            new ScanWaits(Duration.ofSeconds(20), WAITS.programs(), WAITS.services(), WAITS.network());

    @Test
    void oneTransponderOfASatelliteLeadsToAllOfItsNetwork() {
        Tuning first = SatelliteTuning.of(
                DeliverySystem.DVB_S2, 11_362 * MHZ, Polarization.HORIZONTAL, 22_000_000, SatelliteDish.UNIVERSAL);

        List<ScanEvent> events = scan(SampleNetworks.all(), List.of(first), PATIENT);

        assertThat(found(events).map(ScannedMultiplex::transportStreamId)).containsExactly(21, 22, 23);
        assertThat(found(events).map(ScannedMultiplex::originalNetworkId))
                .allSatisfy(id -> assertThat(id).isPresent());
        ScannedMultiplex last = found(events).toList().get(2);
        assertThat(last.tuning().frequencyHz()).isEqualTo(12_552 * MHZ);
        assertThat(last.state().isLocked()).isTrue();
        assertThat(found(events))
                .allSatisfy(multiplex ->
                        assertThat(multiplex.state().figures().cnrDb()).isPresent());
        assertThat(last.channels()).hasSize(3).allSatisfy(channel -> {
            assertThat(channel.name()).endsWith("23");
            assertThat(channel.tuning()).isEqualTo(last.tuning());
            assertThat(channel.transportStreamId()).hasValue(23);
        });
        Channel channel = last.channels().get(0);
        assertThat(channel.pids().video()).isNotEmpty();
        assertThat(channel.pids().audio()).isNotEmpty();
    }

    @Test
    void t2ComesBeforeTAndWhatIsLockedOrNamedTwiceIsNotTriedAgain() {
        List<Tuning> raster = Stream.of(474L, 498L)
                .flatMap(mhz -> Stream.of(DeliverySystem.DVB_T2, DeliverySystem.DVB_T)
                        .<Tuning>map(system -> TerrestrialTuning.of(system, mhz * MHZ, 8_000_000)))
                .toList();

        List<ScanEvent> events = scan(SampleNetworks.all(), raster, WAITS);

        assertThat(events.stream()
                        .filter(ScanEvent.Trying.class::isInstance)
                        .map(event ->
                                event.tuning().system() + " " + event.tuning().frequencyHz() / MHZ))
                .containsExactly("dvb-t2 474", "dvb-t 474", "dvb-t2 498", "dvb-t 498", "dvb-t2 522");
        assertThat(found(events).map(ScannedMultiplex::transportStreamId)).containsExactly(1, 2, 3);
        assertThat(events.stream().filter(ScanEvent.NoLock.class::isInstance)).hasSize(2);
    }

    @Test
    void whatTheFrontendCannotReceiveIsRefusedInOneLineAndNotTuned() {
        Tuning outside = TerrestrialTuning.of(DeliverySystem.DVB_T, 45 * MHZ, 8_000_000);

        assertThat(scan(SampleNetworks.all(), List.of(outside), WAITS))
                .singleElement()
                .isInstanceOfSatisfying(
                        ScanEvent.Refused.class,
                        refused -> assertThat(refused.reason())
                                .startsWith("frequency: 45000000 Hz (expected: 51000000 to 2150000000 Hz"));
    }

    @Test
    void carrierWithoutPacketsIsToldAfterItsTime() {
        Tuning silent = TerrestrialTuning.of(DeliverySystem.DVB_T, 602 * MHZ, 8_000_000);

        List<ScanEvent> events = scan(List.of(new Transponder(silent, Silence::new)), List.of(silent), WAITS);

        assertThat(events).element(1).isEqualTo(new ScanEvent.NoTables(silent));
        assertThat(events).hasSize(2);
    }

    @Test
    void multiplexOfAnotherTransmitterIsToldAndNotListedTwice() {
        Tuning other = TerrestrialTuning.of(DeliverySystem.DVB_T, 602 * MHZ, 8_000_000);
        List<Transponder> all =
                new ArrayList<>(SampleNetworks.all()); // so that nothing is waited for that is not there
        Transponder first = all.get(0);
        all.add(new Transponder(other, first.stream()));

        List<ScanEvent> events = scan(all, List.of(first.tuning(), other), PATIENT);

        assertThat(found(events).map(ScannedMultiplex::tuning))
                .startsWith(first.tuning())
                .doesNotContain(other);
        assertThat(events.stream().filter(ScanEvent.FoundAgain.class::isInstance))
                .singleElement()
                .extracting(ScanEvent::tuning)
                .isEqualTo(other);
    }

    @Test
    void slowTunerIsTunedOnceUntilTheTimeForALockIsOver() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        Tuning absent = TerrestrialTuning.of(DeliverySystem.DVB_T, 602 * MHZ, 8_000_000);
        SimulatedFrontend device = SimulatedFrontend.receiving(List.of());
        List<ScanEvent> events = new ArrayList<>();
        try (Frontend frontend = Frontend.over(device, time)) {
            Scan.with(frontend, () -> fail("no lock, and the demux was opened"), time)
                    .events(List.of(absent), ScanWaits.USUAL.times(3))
                    .subscribe(events::add);

            time.advanceTimeBy(Duration.ofSeconds(11));
            assertThat(events).hasSize(1);
            assertThat(device.calls().stream().filter(call -> call.toString().contains("TUNE")))
                    .hasSize(1);
            time.advanceTimeBy(Duration.ofSeconds(1));
            assertThat(events).hasSize(2).last().isEqualTo(new ScanEvent.NoLock(absent));
        } finally {
            time.dispose();
        }
    }

    @Test
    void demuxThatIsOpenedWhenTheScanWasCancelledIsClosed() throws InterruptedException {
        Transponder first = SampleNetworks.all().get(0);
        SimulatedFrontend device = SimulatedFrontend.receiving(List.of(first));
        CountDownLatch opening = new CountDownLatch(1);
        Semaphore cancelled = new Semaphore(0);
        CompletableFuture<Source> opened = new CompletableFuture<>();
        try (Frontend frontend = Frontend.over(device)) {
            Disposable scan = Scan.with(frontend, () -> {
                        opening.countDown();
                        cancelled.acquireUninterruptibly();
                        Source demux = open(device);
                        opened.complete(demux);
                        return demux;
                    })
                    .events(List.of(first.tuning()), WAITS)
                    .subscribe();
            opening.await();
            scan.dispose();
            cancelled.release();
            assertThat(opened).succeedsWithin(LIMIT);
            assertThat(opened.join().whenClosed()).succeedsWithin(LIMIT);
        }
    }

    @Test
    void wallClockThatIsSteppedBackHoldsUpNoScan() {
        Tuning silent = TerrestrialTuning.of(DeliverySystem.DVB_T, 602 * MHZ, 8_000_000);
        SimulatedFrontend device = SimulatedFrontend.receiving(List.of(new Transponder(silent, Silence::new)));
        SteppedClock clock = new SteppedClock(Schedulers.parallel());
        try (Frontend frontend = Frontend.over(device)) {
            Scan scan = Scan.with(
                    frontend,
                    () -> {
                        clock.step(Duration.ofHours(-1));
                        return open(device);
                    },
                    clock);
            Duration soon = Duration.ofMillis(200);
            assertThat(scan.events(List.of(silent), new ScanWaits(Duration.ofSeconds(5), soon, soon, soon))
                            .blockLast(LIMIT))
                    .isEqualTo(new ScanEvent.NoTables(silent));
        }
    }

    @Test
    void timesThatNoScanCanWaitAreRefusedByTheirName() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScanWaits(Duration.ZERO, second, second, second))
                .withMessage("lock: PT0S (expected: more than 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScanWaits(second, second, second, Duration.ofSeconds(-1)))
                .withMessage("network: PT-1S (expected: 0 to a day)");
    }

    private static Source open(SimulatedFrontend device) {
        return DvbSource.open(
                SimulatedDmxDevice.playing(device.feed()),
                DmxBufferPoolConfig.builder().build(),
                PesFilter.fullTs());
    }

    private static List<ScanEvent> scan(List<Transponder> transponders, List<Tuning> candidates, ScanWaits waits) {
        SimulatedFrontend device = SimulatedFrontend.receiving(transponders);
        try (Frontend frontend = Frontend.over(device)) {
            Scan scan = Scan.with(frontend, () -> open(device));
            return scan.events(candidates, waits)
                    .collectList()
                    .blockOptional(LIMIT)
                    .orElseThrow();
        }
    }

    private static Stream<ScannedMultiplex> found(List<ScanEvent> events) {
        return events.stream().filter(Found.class::isInstance).map(event -> ((Found) event).multiplex());
    }

    /** A carrier with nothing on it. */
    private static final class Silence implements StreamFeed {

        @Override
        public boolean isPaced() {
            return true;
        }

        @Override
        public long dueNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public int read(ByteBuffer target, long untilNanos) {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
