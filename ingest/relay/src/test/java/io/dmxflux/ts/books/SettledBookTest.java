// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

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
    void isReadAgainAlsoWhenItWasOutForLong() {
        assertThat(book.read(() -> -7L)).isEqualTo(-7);
        assertThat(book.read(() -> readings.incrementAndGet() < 3 ? -7L : 0L))
                .as("another buffer at the same place")
                .isZero();
    }
}
