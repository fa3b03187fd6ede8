// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.op.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For which buffers a sink's thread is woken, in virtual time. */
class WakeUpsTest {

    private static final int AT_ONCE = 4;
    private static final int WINDOW = 16;
    private static final long LONGEST_NANOS = Duration.ofMillis(20).toNanos();

    private final List<Integer> taken = new ArrayList<>();
    private long nowNanos = Long.MAX_VALUE - 12_345_678; // it wraps
    private long timerNanos;
    private boolean timerIsSet;
    private int timerCalls;
    private Runnable onTime = () -> {};
    private int queued;
    private int toCome = WINDOW;

    private WakeUps wakeUps = wakeUps(AT_ONCE, Duration.ofNanos(LONGEST_NANOS));

    private WakeUps wakeUps(int atOnce, Duration longest) {
        return new WakeUps(atOnce, longest, this::take, Runnable::run, () -> nowNanos, this::timer);
    }

    private TimerScheduler.Timer timer(Runnable action) {
        onTime = action;
        return nanos -> {
            timerNanos = nanos;
            timerIsSet = nanos != Long.MAX_VALUE;
            timerCalls++;
        };
    }

    private void come(int buffers) {
        for (int i = 0; i < buffers; i++) {
            queued++;
            toCome--;
            if (wakeUps.isDue()) {
                take();
            }
        }
    }

    /** As the sink's thread does it. */
    private void take() {
        if (queued > 0) {
            wakeUps.taking();
            taken.add(queued);
            queued = 0;
            wakeUps.taken(toCome);
        }
    }

    private void pass(long nanos) {
        long end = nowNanos + nanos;
        while (timerIsSet && timerNanos - end <= 0) {
            nowNanos = timerNanos;
            timerIsSet = false;
            onTime.run();
        }
        nowNanos = end;
    }

    @Test
    void theFirstAtOnceAndThenSeveral() {
        come(9);
        assertThat(taken).containsExactly(1, 4, 4);
        assertThat(timerCalls).as("set once while it runs").isEqualTo(1);
    }

    @Test
    void theLastThatWasAskedForIsNotKeptBack() {
        come(WINDOW);
        assertThat(taken).containsExactly(1, 4, 4, 4, 3);
        assertThat(queued).isZero();
    }

    @Test
    void oneThatWaitsIsTakenAfterTheLongestTime() {
        come(1);
        pass(1);
        come(1);
        pass(LONGEST_NANOS - 2);
        assertThat(taken).containsExactly(1);
        pass(1);
        assertThat(taken).containsExactly(1, 1);
    }

    @Test
    void oneThatComesAfterAPauseIsTakenAtOnce() {
        for (int i = 0; i < 3; i++) {
            come(1);
            assertThat(queued).as("buffer %d", i).isZero();
            pass(LONGEST_NANOS);
        }
        pass(100 * LONGEST_NANOS);
        assertThat(timerCalls).as("none runs while nothing comes").isEqualTo(3);
    }

    @Test
    void whatComesWhileTheThreadTakesIsDue() {
        come(1);
        come(2);
        wakeUps.taking();
        assertThat(wakeUps.isDue()).isTrue();
    }

    @Test
    void eachIsDueUnlessSeveralAreAskedFor() {
        wakeUps = wakeUps(1, Duration.ofNanos(LONGEST_NANOS));
        come(3);
        wakeUps = wakeUps(AT_ONCE, Duration.ZERO);
        come(3);
        assertThat(taken).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(timerCalls).isZero();
    }

    @Test
    void noTimerIsLeftAtTheEnd() {
        come(2);
        wakeUps.stop();
        assertThat(timerIsSet).isFalse();
    }
}
