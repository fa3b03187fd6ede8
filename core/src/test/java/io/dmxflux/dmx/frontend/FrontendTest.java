// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.frontend.FrontendState.Phase;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A frontend at the times of a virtual clock: status every 100 ms, figures every second, tuned again after 5 seconds. */
class FrontendTest extends ScriptedFrontendTest {

    private static final Tuning SATELLITE = SatelliteTuning.of(
            DeliverySystem.DVB_S, 11_362_000_000L, Polarization.HORIZONTAL, 22_000_000, Dishes.UNIVERSAL);

    private Disposable tune(Tuning tuning) {
        return frontend.tune(tuning).subscribe(states::add, errors::add);
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

    @Test
    void clearsInACallOfItsOwnAndTunesInOne() {
        tune(TERRESTRIAL);
        assertThat(device.calls).containsExactly("0 CLEAR", "0 DELIVERY_SYSTEM..TUNE");
        assertThat(phases()).containsExactly(Phase.TUNING);
        assertThat(last().tunings()).isEqualTo(1);
    }

    @Test
    void passesSignalAndCarrierOnTheWayToALock() {
        tune(TERRESTRIAL);
        pass(100, 0x01);
        pass(100, 0x03);
        pass(100, 0x0F);
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(phases()).containsExactly(Phase.TUNING, Phase.SIGNAL, Phase.CARRIER, Phase.LOCK);
        assertThat(Duration.between(states.get(0).since(), last().since())).isEqualTo(Duration.ofMillis(400));
        assertThat(last().status()).contains(FrontendStatus.LOCK).hasSize(5);
    }

    @Test
    void seesALossThatWasOverBeforeTheNextLook() {
        tune(TERRESTRIAL);
        pass(100, ScriptedFrontend.LOCKED);
        device.event(0x01);
        device.event(ScriptedFrontend.LOCKED);
        pass(100);
        assertThat(phases()).containsExactly(Phase.TUNING, Phase.LOCK, Phase.LOST, Phase.LOCK);
    }

    @Test
    void readsOnAfterEventsWereLost() {
        tune(TERRESTRIAL);
        device.overflow();
        device.event(ScriptedFrontend.LOCKED);
        device.overflow();
        pass(100, 0);
        assertThat(errors).isEmpty();
        assertThat(phases()).containsExactly(Phase.TUNING, Phase.LOCK, Phase.LOST);
    }

    @Test
    void looksAlsoWhereEventsNeverEnd() {
        tune(TERRESTRIAL);
        for (int count = 0; count < 1_000; count++) {
            device.overflow();
        }
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(phases()).containsExactly(Phase.TUNING, Phase.LOCK);
    }

    @Test
    void tunesAgainWhenThePatienceIsOverWhichGrows() {
        tune(TERRESTRIAL);
        pass(4_900);
        assertThat(device.calls).hasSize(2);
        pass(100);
        assertThat(device.calls).endsWith("5000 CLEAR", "5000 DELIVERY_SYSTEM..TUNE");
        pass(10_000);
        assertThat(device.calls).endsWith("15000 CLEAR", "15000 DELIVERY_SYSTEM..TUNE");
        pass(19_900);
        assertThat(last().tunings()).isEqualTo(3);
        pass(100);
        pass(20_000);
        assertThat(device.calls).endsWith("55000 CLEAR", "55000 DELIVERY_SYSTEM..TUNE");
        assertThat(last().tunings()).isEqualTo(5);
        assertThat(phases()).containsExactly(Phase.TUNING);
    }

    @Test
    void leavesALossToTheKernelFirstAndThenTunesAgain() {
        tune(TERRESTRIAL);
        pass(100, ScriptedFrontend.LOCKED);
        pass(60_000);
        pass(4_900, 0x03);
        assertThat(device.calls).hasSize(2);
        assertThat(last().phase()).isEqualTo(Phase.LOST);
        pass(200);
        assertThat(device.calls).hasSize(4);
        assertThat(last().phase()).isEqualTo(Phase.REACQUIRING);
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(phases()).containsExactly(Phase.TUNING, Phase.LOCK, Phase.LOST, Phase.REACQUIRING, Phase.LOCK);
        assertThat(last().tunings()).isEqualTo(2);
        pass(100, 0);
        pass(5_000);
        assertThat(last().tunings()).as("with the patience of the beginning").isEqualTo(3);
    }

    @Test
    void neverTunesAgainWhileALockFlapsQuickly() {
        tune(TERRESTRIAL);
        for (int round = 0; round < 300; round++) {
            pass(100, round % 2 == 0 ? ScriptedFrontend.LOCKED : 0x07);
        }
        assertThat(device.calls).hasSize(2);
        assertThat(phases().stream().filter(Phase.LOST::equals)).hasSize(150);
    }

    @Test
    void tunesAgainAtOnceWhenTheFrontendWasReset() {
        tune(SATELLITE);
        pass(200, ScriptedFrontend.LOCKED);
        int before = device.calls.size();
        pass(100, ScriptedFrontend.LOCKED | FrontendStatus.REINIT.bit());
        pass(100);
        assertThat(device.calls.subList(before, device.calls.size()))
                .extracting(call -> call.replaceFirst("\\d+ ", ""))
                .containsExactly("tone off", "V18", "E01038F2", "burst A", "CLEAR", "DELIVERY_SYSTEM..TUNE");
        pass(1_000);
        assertThat(device.calls).as("once").hasSize(before + 6);
    }

    @Test
    void tellsTheDishFirstAndWaitsWithoutSleeping() {
        tune(SATELLITE);
        assertThat(states).isEmpty();
        pass(30);
        assertThat(device.calls)
                .containsExactly(
                        "0 tone off", "0 V18", "15 E01038F2", "30 burst A", "30 CLEAR", "30 DELIVERY_SYSTEM..TUNE");
    }

    @Test
    void tellsTheDishNothingThatBroughtALockBefore() {
        Disposable first = tune(SATELLITE);
        pass(200, ScriptedFrontend.LOCKED);
        first.dispose();
        device.calls.clear();
        tune(SATELLITE);
        assertThat(device.calls).containsExactly("200 CLEAR", "200 DELIVERY_SYSTEM..TUNE");
    }

    @Test
    void tellsTheDishAllAgainWhereItBroughtNoLock() {
        Disposable first = tune(SATELLITE);
        pass(200, 0x01);
        first.dispose();
        device.calls.clear();
        tune(SATELLITE);
        pass(30);
        assertThat(device.calls).hasSize(6);
    }

    @Test
    void tellsTheDishAllAgainAfterItWasToldHalf() {
        Disposable first = tune(SATELLITE);
        pass(20);
        first.dispose();
        pass(100);
        assertThat(device.calls).hasSize(3);
        device.calls.clear();
        tune(SATELLITE);
        pass(30);
        assertThat(device.calls).hasSize(6);
    }

    @Test
    void looksNoMoreOnceCancelled() {
        Disposable subscription = tune(TERRESTRIAL);
        pass(1_000);
        int looks = device.looks;
        subscription.dispose();
        pass(10_000);
        assertThat(device.looks).isEqualTo(looks);
        assertThat(device.closed).isFalse();
    }

    @Test
    void readsTheFiguresWithTheLockAndEachSecond() {
        device.statistics = property -> property == DtvProperty.STAT_CNR
                ? List.of(new DtvStatistic(DtvStatistic.Scale.DECIBEL, 21_500))
                : List.of();
        tune(TERRESTRIAL);
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(last().figures()).isEqualTo(SignalFigures.NONE);
        pass(100);
        assertThat(last().figures().cnrDb()).hasValue(21.5);
        int before = states.size();
        pass(10_000);
        assertThat(states).hasSize(before + 10);
        pass(100, 0);
        assertThat(last().figures()).as("of another signal").isEqualTo(SignalFigures.NONE);
    }

    @Test
    void endsWithTheDriversError() {
        tune(TERRESTRIAL);
        pass(1_000);
        device.failure = Errno.ENODEV;
        pass(100);
        assertThat(errors)
                .singleElement()
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV.number()));
        device.failure = null;
        errors.clear();
        tune(TERRESTRIAL);
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(last().isLocked()).isTrue();
    }

    @Test
    void refusesWhatTheFrontendCannotReceive() {
        tune(TerrestrialTuning.of(DeliverySystem.DVB_T, 42_000_000, 8_000_000));
        assertThat(device.calls).isEmpty();
        assertThat(errors)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("frequency: 42000000 Hz (expected: 51000000 to 2150000000 Hz, the limits of"
                        + " /dev/dvb/adapter0/frontend0 (scripted))");
    }

    @Test
    void refusesASecondSubscription() {
        tune(TERRESTRIAL);
        StepVerifier.create(frontend.tune(SATELLITE))
                .verifyErrorMessage("/dev/dvb/adapter0/frontend0: in use by a subscription (expected: one at a time)");
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(last().isLocked()).as("the first goes on").isTrue();
    }

    @Test
    void observesWithoutAnyChange() {
        device.status = ScriptedFrontend.LOCKED;
        device.event(0);
        Disposable watching = frontend.observe(TuneOptions.DEFAULT).subscribe(states::add);
        pass(100);
        assertThat(last().isLocked()).isTrue();
        assertThat(last().tunings()).isZero();
        pass(60_000, 0);
        assertThat(phases()).containsExactly(Phase.TUNING, Phase.LOCK, Phase.LOST);
        assertThat(device.calls).isEmpty();
        assertThat(device.event()).as("left to who tunes").hasValue(0);
        watching.dispose();
    }

    @Test
    void completesWhenItIsClosedAndClosesTheDevice() {
        AtomicBoolean completed = new AtomicBoolean();
        frontend.tune(TERRESTRIAL).doOnComplete(() -> completed.set(true)).subscribe();
        frontend.close();
        assertThat(completed).isTrue();
        assertThat(device.closed).isTrue();
        assertThatThrownBy(() -> frontend.tune(TERRESTRIAL).blockFirst()).hasMessageContaining("closed");
    }

    @Test
    void isClosedAlsoWhereTheDriverFailsTheClose() {
        Frontend threaded = Frontend.over(device);
        device.failure = Errno.EIO;
        var closed = threaded.disposeLater().toFuture();
        assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
        assertThat(device.closed).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("dmx-adapter0")));
    }

    @Test
    void closesTheDeviceThatWasNeverTuned() {
        StepVerifier.create(frontend.disposeLater()).verifyComplete();
        assertThat(device.closed).isTrue();
    }

    @Test
    void endsItsThreadAfterTheCallUnderWay() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        ScriptedFrontend slow = new ScriptedFrontend(Schedulers.parallel());
        slow.statistics = property -> {
            called.countDown();
            awaitQuietly(answered);
            assertThat(slow.closed).isFalse();
            return List.of();
        };
        Frontend threaded = Frontend.over(slow);
        threaded.tune(TERRESTRIAL, new TuneOptions(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofSeconds(9)))
                .subscribe();
        called.await();
        var closed = threaded.disposeLater().toFuture();
        assertThat(slow.closed).isFalse();
        answered.countDown();
        closed.join();
        assertThat(slow.closed).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("dmx-adapter0")));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = true;
        while (interrupted) {
            try {
                latch.await();
                interrupted = false;
            } catch (InterruptedException e) {
                interrupted = true; // a driver's call is not interrupted
            }
        }
    }
}
