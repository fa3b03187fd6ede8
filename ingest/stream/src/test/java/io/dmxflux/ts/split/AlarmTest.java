// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class AlarmTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Turns turns = new Turns();
    private final List<Long> wentOff = new ArrayList<>();
    private final Alarm alarm = new Alarm(time, turns, () -> wentOff.add(time.now(TimeUnit.MILLISECONDS)));

    @AfterEach
    void disposeOfTime() {
        time.dispose();
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    @Test
    void itGoesOffAtTheMomentItWasSetForLast() {
        alarm.setFor(millis(5));
        alarm.setFor(millis(3));
        alarm.setFor(millis(8));
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(wentOff).containsExactly(8L);
    }

    @Test
    void setForNeverItDoesNot() {
        alarm.setFor(millis(5));
        alarm.setFor(Long.MAX_VALUE);
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(wentOff).isEmpty();
    }

    @Test
    void whatGoesOffInSomebodysTurnLeavesNoTimerBehind() {
        alarm.setFor(millis(5));
        turns.take(() -> {
            time.advanceTimeBy(Duration.ofMillis(5));
            alarm.setFor(millis(10));
        });
        assertThat(wentOff).as("after the turn").containsExactly(5L);
        alarm.setFor(millis(20));
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(wentOff).containsExactly(5L, 20L);
    }
}
