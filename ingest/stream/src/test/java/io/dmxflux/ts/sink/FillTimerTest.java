// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.op.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the packets leave that do not fill a datagram, in virtual time. */
class FillTimerTest {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Long> leftAtMillis = new ArrayList<>();
    private long nowNanos = Long.MAX_VALUE - 12_345_678; // it wraps
    private final long startNanos = nowNanos;
    private long timerNanos;
    private boolean timerIsSet;
    private int timerCalls;
    private boolean waiting;
    private boolean upstreamMaySend = true;
    private Runnable onTime = () -> {};

    private final FillTimer timer = new FillTimer(
            Duration.ofMillis(20),
            new FillTimer.Partial() {
                @Override
                public boolean isWaiting() {
                    return waiting;
                }

                @Override
                public boolean isUpstreamAsked() {
                    return upstreamMaySend;
                }

                @Override
                public void leave() {
                    waiting = false;
                    leftAtMillis.add((nowNanos - startNanos) / NANOS_PER_MILLI);
                }
            },
            Runnable::run,
            () -> nowNanos,
            this::timer);

    private TimerScheduler.Timer timer(Runnable action) {
        onTime = action;
        return nanos -> {
            timerNanos = nanos;
            timerIsSet = nanos != Long.MAX_VALUE;
            timerCalls++;
        };
    }

    private void pass(long millis) {
        long end = nowNanos + millis * NANOS_PER_MILLI;
        while (timerIsSet && timerNanos - end <= 0) {
            nowNanos = timerNanos;
            timerIsSet = false;
            onTime.run();
        }
        nowNanos = end;
    }

    private void arrive(boolean partial) {
        waiting = partial;
        timer.arrived();
    }

    @Test
    void packetsLeaveAfterFillIfNothingComes() {
        arrive(true);
        pass(19);
        assertThat(leftAtMillis).isEmpty();
        pass(1_000);
        assertThat(leftAtMillis).containsExactly(20L);
        assertThat(timerCalls).isEqualTo(1);
    }

    @Test
    void aStreamOfFullDatagramsSetsNoTimer() {
        for (int buffer = 0; buffer < 1_000; buffer++) {
            arrive(false);
            pass(8);
        }
        assertThat(timerCalls).isZero();
    }

    @Test
    void aStreamWithAPartOfADatagramInEachBufferIsOneWakeUpAPause() {
        for (int buffer = 0; buffer < 1_000; buffer++) {
            arrive(true);
            pass(2);
        }
        assertThat(leftAtMillis).isEmpty();
        assertThat(timerCalls).isBetween(90, 120);
    }

    /** Radio of 64 kbit/s that comes packet by packet: a datagram takes 160 ms, and the next packet is due soon. */
    @Test
    void aSlowStreamIsNotCutIntoShortDatagrams() {
        for (int packet = 1; packet <= 700; packet++) {
            arrive(packet % 7 != 0);
            pass(packet % 2 == 0 ? 28 : 18);
        }
        assertThat(leftAtMillis).isEmpty();
        arrive(true);
        long last = 350 * (28 + 18);
        pass(1_000);
        assertThat(leftAtMillis).as("twice 28 ms after the last").containsExactly(last + 56);
    }

    /** Frames of video: many buffers at once, then none for 40 ms. */
    @Test
    void aStreamThatComesInBurstsIsNotCutBetweenThem() {
        for (int frame = 0; frame < 100; frame++) {
            for (int buffer = 0; buffer < 10; buffer++) {
                arrive(true);
                pass(1);
            }
            pass(30);
        }
        assertThat(leftAtMillis).as("before that was known").containsExactly(29L);
    }

    @Test
    void anInterruptionIsNoSpacing() {
        arrive(true);
        pass(60_000);
        arrive(true);
        pass(60_000);
        assertThat(leftAtMillis).containsExactly(20L, 60_020L);
    }

    @Test
    void nothingLeavesWhileUpstreamMayNotSend() {
        upstreamMaySend = false;
        arrive(true);
        pass(1_010);
        assertThat(leftAtMillis).isEmpty();
        upstreamMaySend = true;
        pass(1_000);
        assertThat(leftAtMillis).containsExactly(1_020L);
    }

    @Test
    void aTimerThatIsStoppedDoesNotExpire() {
        arrive(true);
        timer.stop();
        pass(1_000);
        assertThat(leftAtMillis).isEmpty();
    }
}
