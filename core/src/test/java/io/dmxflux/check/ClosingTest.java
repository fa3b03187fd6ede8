// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void anInterruptedThreadWaitsAndStaysInterrupted() {
        AtomicInteger waits = new AtomicInteger();
        Closing.End end = (time, unit) -> {
            if (waits.getAndIncrement() == 0) {
                throw new InterruptedException("as of a thread that was interrupted before");
            }
            return ended.await(time, unit);
        };
        ended.countDown();
        assertThat(Closing.await(end, 60_000)).isTrue();
        assertThat(waits).hasValue(2);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void itWaitsNoLongerThanItMayWithoutAnInterruptToKeep() {
        assertThat(Closing.await(ended::await, 1)).isFalse();
        assertThat(Thread.interrupted()).isFalse();
    }
}
