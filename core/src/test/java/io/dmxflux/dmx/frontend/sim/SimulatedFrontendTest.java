// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.FrontendState.Phase;
import io.dmxflux.dmx.frontend.FrontendStatus;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The simulated driver, under the frontend, in virtual time. */
class SimulatedFrontendTest {

    private static final Tuning FIRST = TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000);
    private static final Tuning EMPTY = TerrestrialTuning.of(DeliverySystem.DVB_T, 610_000_000, 8_000_000);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private SimulatedFrontend device = device(SimulatedStatistics.DECIBEL, SampleNetworks.all());
    private final List<FrontendState> states = new ArrayList<>();

    private SimulatedFrontend device(SimulatedStatistics statistics, List<Transponder> transponders) {
        return SimulatedFrontend.builder()
                .transponders(transponders)
                .statistics(statistics)
                .lockAfter(Duration.ofMillis(300))
                .clock(() -> time.now(TimeUnit.NANOSECONDS))
                .build();
    }

    @AfterEach
    void endTime() {
        time.dispose();
    }

    private Disposable tune(Tuning tuning) {
        return Frontend.over(device, time).tune(tuning).subscribe(states::add);
    }

    private void pass(long millis) {
        time.advanceTimeBy(Duration.ofMillis(millis));
    }

    private List<Phase> phases() {
        List<Phase> phases = new ArrayList<>();
        for (FrontendState state : states) {
            if (phases.isEmpty() || phases.get(phases.size() - 1) != state.phase()) {
                phases.add(state.phase());
            }
        }
        return phases;
    }

    private FrontendState last() {
        return states.get(states.size() - 1);
    }

    private long tunings() {
        return device.calls().stream()
                .filter(call -> call.operand().contains("TUNE="))
                .count();
    }

    @Test
    void lockComesInSteps() {
        tune(FIRST);
        pass(1_000);

        assertThat(phases()).containsExactly(Phase.TUNING, Phase.SIGNAL, Phase.CARRIER, Phase.LOCK);
        assertThat(last().isLocked()).isTrue();
    }

    @Test
    void whereNothingIsItIsTunedAgain() {
        tune(EMPTY);
        pass(16_000);

        assertThat(phases()).containsExactly(Phase.TUNING);
        assertThat(tunings()).isEqualTo(3);
    }

    @Test
    void slowDemodulatorLocksAfterAll() {
        device = SimulatedFrontend.builder()
                .transponders(SampleNetworks.all())
                .lockAfter(Duration.ofSeconds(15))
                .clock(() -> time.now(TimeUnit.NANOSECONDS))
                .build();
        tune(FIRST);
        pass(35_000);

        assertThat(last().isLocked()).isTrue();
        assertThat(tunings()).isEqualTo(3);
    }

    @Test
    void driverFindsALostSignalByItself() {
        tune(FIRST);
        pass(1_000);
        device.fade();
        pass(2_000);
        assertThat(last().phase()).isEqualTo(Phase.LOST);

        device.restore();
        pass(1_000);

        assertThat(last().isLocked()).isTrue();
        assertThat(tunings()).isEqualTo(1);
    }

    @Test
    void longLossIsAnsweredByTuningAgain() {
        tune(FIRST);
        pass(1_000);
        device.fade();
        pass(7_000);
        assertThat(last().phase()).isEqualTo(Phase.REACQUIRING);
        device.restore();
        pass(1_000);

        assertThat(last().isLocked()).isTrue();
        assertThat(last().tunings()).isEqualTo(2);
    }

    @Test
    void flappingIsSeenEvenBetweenTheLooks() {
        tune(FIRST);
        pass(1_000);
        states.clear();
        device.flap(Duration.ofMillis(7), Duration.ofMillis(3));

        pass(300);

        assertThat(phases()).contains(Phase.LOST, Phase.LOCK);
        assertThat(tunings())
                .as("20 changes between two looks: more than the driver keeps")
                .isEqualTo(1);
    }

    @Test
    void driverKeepsEightChanges() {
        device.set(FIRST.request());
        pass(305);
        device.flap(Duration.ofMillis(10), Duration.ofMillis(10));
        pass(200);

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(device::event)
                .matches(failure -> failure.is(Errno.EOVERFLOW));
        for (int event = 0; event < 8; event++) {
            assertThat(device.event()).isPresent();
        }
        assertThat(device.event()).isEmpty();
    }

    @Test
    void signalGoesAndComesBackInTurn() {
        device.fade(Duration.ofSeconds(10), Duration.ofSeconds(8));
        tune(FIRST);
        pass(9_000);
        assertThat(last().isLocked()).isTrue();
        pass(3_000);
        assertThat(last().phase()).isEqualTo(Phase.LOST);
        assertThat(last().status()).as("not a carrier is left").isEmpty();
        pass(5_000);
        assertThat(last().phase()).as("tuned again in vain").isEqualTo(Phase.REACQUIRING);
        pass(2_000);
        assertThat(last().isLocked()).isTrue();
        pass(9_000);
        assertThat(last().isLocked()).isFalse();

        device.restore();
        pass(60_000);
        assertThat(last().isLocked()).as("for good").isTrue();
    }

    @Test
    void turnsThatNobodySawAreNotGoneThroughOneByOne() {
        device.flap(Duration.ofMillis(1), Duration.ofMillis(1));
        device.fade(Duration.ofMillis(1), Duration.ofMillis(1));
        device.set(FIRST.request());

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            time.advanceTimeBy(Duration.ofDays(100 * 365));
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(device::event)
                    .matches(failure -> failure.is(Errno.EOVERFLOW));
        });
    }

    @Test
    void turnsThatCannotBeAreRefused() {
        Duration usual = Duration.ofSeconds(1);
        for (Duration time : List.of(Duration.ofNanos(1), Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> device.flap(time, usual))
                    .withMessage("every: " + time + " (expected: 1 ms to 1 day)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> device.fade(usual, time))
                    .withMessage("gone: " + time + " (expected: 1 ms to 1 day)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SimulatedFrontend.builder().lockAfter(time))
                    .withMessageStartingWith("lockAfter: " + time);
        }
    }

    @Test
    void nextCarrierComesAfterACancel() {
        Frontend frontend = Frontend.over(device, time);
        frontend.tune(FIRST).subscribe(states::add).dispose();
        pass(50);
        states.clear();

        frontend.tune(TerrestrialTuning.of(DeliverySystem.DVB_T2, 522_000_000, 8_000_000))
                .subscribe(states::add);
        pass(1_000);

        assertThat(last().isLocked()).isTrue();
        assertThat(device.isClosed()).isFalse();
        frontend.close();
        time.advanceTime();
        assertThat(device.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "dvb-t,  474000000, true",
        "dvb-t,  474166667, true",
        "dvb-t,  475000000, false",
        "dvb-t2, 474000000, false",
        "dvb-t2, 522000000, true",
    })
    void onlyWhatIsThereLocks(String system, long frequencyHz, boolean locks) {
        tune(TerrestrialTuning.of(DeliverySystem.of(system), frequencyHz, 8_000_000));
        pass(1_000);

        assertThat(last().isLocked()).isEqualTo(locks);
    }

    @ParameterizedTest
    @CsvSource({
        "dvb-s2, 11362000, HORIZONTAL, 22000000, diseqc=2, true",
        "dvb-s2, 11363500, HORIZONTAL, 22000000, diseqc=2, true",
        "dvb-s2, 11362000, VERTICAL,   22000000, diseqc=2, false",
        "dvb-s2, 11362000, HORIZONTAL, 27500000, diseqc=2, false",
        "dvb-s,  11362000, HORIZONTAL, 22000000, diseqc=2, false",
        "dvb-s2, 11362000, HORIZONTAL, 22000000, diseqc=1, false",
        "dvb-s2, 11362000, HORIZONTAL, 22000000, lnb=universal, false",
        "dvb-s,  11954000, HORIZONTAL, 27500000, diseqc=2, true",
        "dvb-s2, 12552000, VERTICAL,   22000000, diseqc=2, true",
    })
    void dishMustBeTold(
            String system, long khz, Polarization polarization, int symbolRate, String setting, boolean locks) {
        device = device(SimulatedStatistics.DECIBEL, SampleNetworks.all(SatelliteDish.of(Map.of("diseqc", "2"))));
        String[] parts = setting.split("=");
        Dish dish = SatelliteDish.of(Map.of(parts[0], parts[1]));

        tune(SatelliteTuning.of(DeliverySystem.of(system), khz * 1_000, polarization, symbolRate, dish));
        pass(2_000);

        assertThat(last().isLocked()).isEqualTo(locks);
    }

    @Test
    void pipesOfOneCarrierAreDifferentStreams() {
        TerrestrialTuning carrier = TerrestrialTuning.of(DeliverySystem.DVB_T2, 474_000_000, 8_000_000);
        device = device(
                SimulatedStatistics.DECIBEL, List.of(new Transponder(carrier.withPlp(0), Playback.ofSample()::open)));

        tune(carrier.withPlp(1));
        pass(1_000);
        assertThat(last().isLocked()).isFalse();

        device.set(carrier.withPlp(0).request());
        pass(1_000);
        assertThat(last().isLocked()).isTrue();
    }

    @Test
    void theLastCallsAreKept() {
        for (int count = 0; count < 1_001; count++) {
            device.tone(count > 0);
        }
        assertThat(device.calls()).hasSize(1_000);
        assertThat(device.calls().get(0).operand()).isEqualTo("on");
    }

    @Test
    void dishIsToldAllAgainAfterAReset() {
        SatelliteTuning tuning = SatelliteTuning.of(
                DeliverySystem.DVB_S2, 11_362_000_000L, Polarization.HORIZONTAL, 22_000_000, SatelliteDish.UNIVERSAL);
        tune(tuning);
        pass(1_000);
        assertThat(last().isLocked()).isTrue();

        device.reset();
        pass(2_000);

        assertThat(last().isLocked()).isTrue();
        assertThat(device.calls().stream().map(FrontendCall::verb))
                .containsExactly(
                        FrontendVerb.TONE,
                        FrontendVerb.VOLTAGE,
                        FrontendVerb.SET,
                        FrontendVerb.SET,
                        FrontendVerb.TONE,
                        FrontendVerb.VOLTAGE,
                        FrontendVerb.SET,
                        FrontendVerb.SET);
    }

    @Test
    void callForTheDishEndsTheLookForALock() {
        device.set(FIRST.request());
        pass(1_000);
        device.fade();
        device.tone(false);
        device.restore();
        pass(5_000);

        assertThat(device.status()).isZero();
    }

    @ParameterizedTest
    @EnumSource(SimulatedStatistics.class)
    void eachKindOfDriverIsRead(SimulatedStatistics kind) {
        device = device(kind, SampleNetworks.all());
        tune(FIRST);
        pass(6_000);

        SignalFigures figures = last().figures();
        boolean decibels = kind != SimulatedStatistics.RELATIVE
                && kind != SimulatedStatistics.RAW_ONLY
                && kind != SimulatedStatistics.NOTHING;
        boolean counters = kind == SimulatedStatistics.DECIBEL || kind == SimulatedStatistics.LATE;
        assertThat(figures.signalDbm().isPresent()).isEqualTo(decibels);
        assertThat(figures.cnrDb().isPresent()).isEqualTo(decibels);
        assertThat(figures.signalRelative().isPresent()).isEqualTo(kind == SimulatedStatistics.RELATIVE);
        assertThat(figures.preBer().isPresent()).isEqualTo(counters);
        assertThat(figures.totalBlocks().isPresent()).isEqualTo(counters);
        assertThat(figures.raw().snr().isPresent()).isEqualTo(kind == SimulatedStatistics.RAW_ONLY);
    }

    @Test
    void refusalEndsTheStates() {
        List<Throwable> errors = new ArrayList<>();
        device.refuse(FrontendVerb.SET, Errno.EINVAL);

        Frontend.over(device, time).tune(FIRST).subscribe(states::add, errors::add);
        pass(1_000);

        assertThat(errors).singleElement().asString().contains("FE_SET_PROPERTY(sim:) failed: EINVAL (22)");
    }

    @Test
    void unpluggedAdapterEndsTheStates() {
        List<Throwable> errors = new ArrayList<>();
        Frontend.over(device, time).tune(FIRST).subscribe(states::add, errors::add);
        pass(1_000);

        device.unplug();
        pass(1_000);

        assertThat(errors).singleElement().asString().contains("ENODEV (19)");
    }

    @Test
    void statusBitsAreThoseOfTheKernel() {
        device.set(FIRST.request());
        pass(150);
        assertThat(FrontendStatus.of(device.status())).containsExactly(FrontendStatus.SIGNAL);
        pass(1_000);
        assertThat(device.status()).isEqualTo(0x1F);
    }
}
