// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.FrontendStatus;
import io.dmxflux.dmx.frontend.RawFigures;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.dmx.frontend.SteppedClock;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class TunedSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant BEFORE = Instant.EPOCH.minusMillis(1);
    private static final SignalFigures THREE_BAD_BLOCKS = new SignalFigures(
            OptionalDouble.of(-45),
            OptionalDouble.empty(),
            OptionalDouble.of(28),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.of(3),
            OptionalLong.of(10_000),
            RawFigures.NONE);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SteppedClock clock = new SteppedClock(time);
    private final TestPublisher<FrontendState> states = TestPublisher.create();
    private final AtomicInteger given = new AtomicInteger();
    private final Told told = new Told();
    private final TunedSource source = TunedSource.of(
            DvbSource.open(
                    SimulatedDmxDevice.playing(Playback.ofSample().looped().open()),
                    DmxBufferPoolConfig.builder().build(),
                    PesFilter.fullTs()),
            new Played(states.flux(), given),
            told,
            clock);
    private final AtomicReference<Object> end = new AtomicReference<>();
    private Disposable stream = () -> {};

    /** A tuner whose states a test tells. */
    record Played(Flux<FrontendState> states, AtomicInteger given) implements Tuner {

        @Override
        public CompletionStage<Void> giveBack() {
            given.incrementAndGet();
            return CompletableFuture.completedStage(null);
        }

        @Override
        public String toString() {
            return "dvb-t 474 MHz";
        }
    }

    /** What a listener is told. */
    static final class Told implements TunedSource.Listener {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void waits(String problem) {
            lines.add(problem);
        }

        @Override
        public void isBack(Duration waited) {
            lines.add("back after " + waited.toMillis() + " ms");
        }
    }

    private void receive() {
        stream = source.buffers().subscribe(ByteBuf::release, end::set, () -> end.set("complete"));
    }

    private void tell(FrontendState.Phase phase, SignalFigures figures) {
        Set<FrontendStatus> status = phase == FrontendState.Phase.LOCK ? Set.of(FrontendStatus.LOCK) : Set.of();
        states.next(new FrontendState(phase, status, figures, Instant.EPOCH, Instant.EPOCH, 1));
    }

    private void tell(FrontendState.Phase phase) {
        tell(phase, SignalFigures.NONE);
    }

    @AfterEach
    void close() {
        stream.dispose();
        source.close();
        source.whenClosed()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void theFrontendIsTunedFromTheFirstSubscriptionToTheClose() {
        states.assertWasNotSubscribed();
        receive();
        states.assertWasSubscribed();
        stream.dispose();
        states.assertNotCancelled();
        receive();
        close();
        await().atMost(PATIENCE).untilAsserted(states::assertCancelled);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(given).hasValue(1));
    }

    @Test
    void aLockInTimeIsNoNews() {
        receive();
        tell(FrontendState.Phase.TUNING);
        time.advanceTimeBy(TunedSource.PATIENCE.minusMillis(1));
        assertThat(source.waitsFor()).isEmpty();
        tell(FrontendState.Phase.LOCK);
        time.advanceTimeBy(TunedSource.PATIENCE);

        assertThat(told.lines).isEmpty();
        assertThat(source.signal()).hasValueSatisfying(signal -> {
            assertThat(signal.isLocked()).isTrue();
            assertThat(signal.lockLosses()).isZero();
            assertThat(signal.unlockedNanos()).isZero();
        });
        assertThat(source.book().losses().networkUnknown().bytes()).isZero();
    }

    @Test
    void aFirstLockThatDoesNotComeIsWaitedForAndOnTheSignalsAccount() {
        receive();
        tell(FrontendState.Phase.CARRIER);
        time.advanceTimeBy(TunedSource.PATIENCE);
        assertThat(told.lines).containsExactly("no lock on dvb-t 474 MHz, a carrier");
        assertThat(source.waitsFor()).contains("no lock on dvb-t 474 MHz, a carrier");
        clock.step(Duration.ofHours(-1));
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(source.waitsFor()).as("also by a clock that is set").isPresent();
        tell(FrontendState.Phase.LOCK);

        assertThat(told.lines).endsWith("back after 3000 ms");
        assertThat(source.waitsFor()).isEmpty();
        assertThat(source.book().losses().networkOutNanos())
                .isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(source.signal().orElseThrow().lockLosses()).isZero();
    }

    @Test
    void theTimeWithoutALockIsOnTheSignalsAccount() {
        receive();
        for (int loss = 0; loss < 3; loss++) {
            tell(FrontendState.Phase.LOCK);
            time.advanceTimeBy(Duration.ofSeconds(10));
            tell(FrontendState.Phase.LOST);
            time.advanceTimeBy(Duration.ofMillis(400));
            tell(FrontendState.Phase.REACQUIRING);
            time.advanceTimeBy(Duration.ofMillis(100));
        }
        SignalStats signal = source.signal().orElseThrow();
        assertThat(signal.lockLosses()).isEqualTo(3);
        assertThat(signal.unlockedNanos()).as("also while it lasts").isEqualTo(1_500_000_000);
        assertThat(source.book().losses().networkUnknown().bytes()).isEqualTo(3);
        assertThat(source.book().losses().networkOutNanos()).isEqualTo(1_500_000_000);
        assertThat(told.lines).isEmpty();
        assertThat(end).as("the stream goes on").hasValue(null);
    }

    @Test
    void badBlocksOfAReadingAreCountedOnceHoweverOftenItIsTold() {
        receive();
        tell(FrontendState.Phase.LOCK, THREE_BAD_BLOCKS);
        tell(FrontendState.Phase.LOST, THREE_BAD_BLOCKS);
        tell(FrontendState.Phase.LOCK);
        tell(FrontendState.Phase.LOCK, THREE_BAD_BLOCKS);
        assertThat(source.signal().orElseThrow().blockErrors()).isEqualTo(6);
    }

    @Test
    void aFrontendThatIsUnpluggedEndsTheStreamWithItsError() {
        receive();
        IllegalStateException unplugged = new IllegalStateException("unplugged");
        states.error(unplugged);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(end).hasValue(unplugged));
    }

    @Test
    void aFrontendThatCannotBeTunedEndsTheStreamWithItsErrorAtOnce() {
        IllegalStateException inUse = new IllegalStateException("in use");
        TunedSource refused = TunedSource.of(
                DvbSource.open(
                        SimulatedDmxDevice.playing(Playback.ofSample().looped().open()),
                        DmxBufferPoolConfig.builder().build(),
                        PesFilter.fullTs()),
                new Played(Flux.error(inUse), given),
                told,
                time);
        refused.buffers().subscribe(ByteBuf::release, end::set, () -> end.set("complete"));
        assertThat(end).hasValue(inUse);
        refused.close();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(refused.whenClosed().toCompletableFuture()).isCompleted());
    }

    @Test
    void aFrontendThatIsUnpluggedHasNoLockAndNoFigures() {
        receive();
        tell(FrontendState.Phase.LOCK, THREE_BAD_BLOCKS);
        states.error(new IllegalStateException("unplugged"));
        assertThat(source.signal()).hasValueSatisfying(TunedSourceTest::isLost);
        assertThat(source.signal().orElseThrow().blockErrors()).isEqualTo(3);
    }

    @Test
    void aFrontendThatIsGivenBackHasNoLockAndNoFigures() {
        receive();
        tell(FrontendState.Phase.LOCK, THREE_BAD_BLOCKS);
        source.close();
        tell(FrontendState.Phase.LOCK, THREE_BAD_BLOCKS);
        assertThat(source.signal()).hasValueSatisfying(TunedSourceTest::isLost);
    }

    private static void isLost(SignalStats signal) {
        assertThat(signal.state().phase()).isEqualTo(FrontendState.Phase.LOST);
        assertThat(signal.state().status()).isEmpty();
        assertThat(signal.state().figures()).isEqualTo(SignalFigures.NONE);
    }

    @Test
    void aLockThatIsBackIsKnownToHaveBeenAway() {
        receive();
        tell(FrontendState.Phase.TUNING);
        assertThat(signal().wasUnlocked(BEFORE)).as("there was none yet").isFalse();
        tell(FrontendState.Phase.LOCK);
        assertThat(signal().wasUnlocked(BEFORE)).as("the first").isFalse();
        tell(FrontendState.Phase.LOST);
        assertThat(signal().wasUnlocked(Instant.EPOCH)).isTrue();
        tell(FrontendState.Phase.LOCK);
        assertThat(signal().wasUnlocked(BEFORE)).isTrue();
        assertThat(signal().wasUnlocked(Instant.EPOCH)).as("some time later").isFalse();
    }

    private SignalStats signal() {
        return source.signal().orElseThrow();
    }
}
