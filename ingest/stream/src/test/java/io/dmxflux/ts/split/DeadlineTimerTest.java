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

class DeadlineTimerTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SerialExecutor executor = new SerialExecutor();
    private final List<Long> fired = new ArrayList<>();
    private final DeadlineTimer timer =
            new DeadlineTimer(time, executor, () -> fired.add(time.now(TimeUnit.MILLISECONDS)));

    @AfterEach
    void disposeOfTime() {
        time.dispose();
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    @Test
    void itFiresAtTheDeadlineThatWasSetLast() {
        timer.setDeadline(millis(5));
        timer.setDeadline(millis(3));
        timer.setDeadline(millis(8));
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(fired).containsExactly(8L);
    }

    @Test
    void withoutADeadlineItDoesNot() {
        timer.setDeadline(millis(5));
        timer.setDeadline(Long.MAX_VALUE);
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(fired).isEmpty();
    }

    @Test
    void whatFiresWhileATaskRunsLeavesNoTimerBehind() {
        timer.setDeadline(millis(5));
        executor.execute(() -> {
            time.advanceTimeBy(Duration.ofMillis(5));
            timer.setDeadline(millis(10));
        });
        assertThat(fired).as("after the task").containsExactly(5L);
        timer.setDeadline(millis(20));
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(fired).containsExactly(5L, 20L);
    }
}
