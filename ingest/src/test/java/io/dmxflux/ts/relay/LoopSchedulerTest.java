// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LoopSchedulerTest {

    private final LoopScheduler scheduler = new LoopScheduler();

    @Test
    void itsClockIsTheOneThatNobodySets() {
        long before = System.nanoTime();
        long now = scheduler.now(TimeUnit.NANOSECONDS);
        assertThat(now - before).isNotNegative();
        assertThat(System.nanoTime() - now).isNotNegative();
    }

    @Test
    void tasksRunOnTheLoopOfTheSockets() {
        String thread = Mono.fromSupplier(() -> Thread.currentThread().getName())
                .subscribeOn(scheduler)
                .block();
        assertThat(thread).startsWith("dmxflux-udp");
    }
}
