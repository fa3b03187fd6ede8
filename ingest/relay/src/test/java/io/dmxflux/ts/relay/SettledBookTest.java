// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SettledBookTest {

    private final SettledBook<Long> book = new SettledBook<>(Long::longValue);
    private final AtomicLong readings = new AtomicLong();

    @Test
    void isReadAgainWhileABufferIsOnItsWay() {
        assertThat(book.read(() -> readings.incrementAndGet() < 4 ? 188L : 0L)).isZero();
        assertThat(readings).hasValue(4);
    }

    @Test
    void isBelievedOnceItHasBeenOutForLong() {
        assertThat(book.read(() -> readings.incrementAndGet() < 2 ? 188L : -7L)).isEqualTo(-7);
        assertThat(readings.getAndSet(0)).isGreaterThan(2);
        assertThat(book.read(() -> {
                    readings.incrementAndGet();
                    return -7L;
                }))
                .isEqualTo(-7);
        assertThat(readings).as("no more than once").hasValue(1);
        assertThat(book.read(() -> readings.incrementAndGet() < 4 ? 188L : 0L))
                .as("and what is out by another amount is read again")
                .isZero();
    }
}
