// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BookAccountTest {

    private final BookAccount account = new BookAccount();

    @Test
    void whatIsCountedHasAFirstAndALastTime() {
        Instant before = Instant.now().minusMillis(1);
        account.add(188);
        long first = account.entry().first().orElseThrow().toEpochMilli();
        while (System.currentTimeMillis() <= first) {
            Thread.onSpinWait(); // the clock's next millisecond
        }
        account.add(376);
        BookEntry entry = account.entry();
        assertThat(entry.bytes()).isEqualTo(564);
        assertThat(entry.packets()).isEqualTo(3);
        assertThat(entry.first()).hasValue(Instant.ofEpochMilli(first));
        assertThat(Instant.ofEpochMilli(first)).isAfter(before);
        assertThat(entry.last()).hasValueSatisfying(last -> assertThat(last).isAfter(Instant.ofEpochMilli(first)));
    }

    @Test
    void nothingHasNoTime() {
        account.add(0);
        account.growTo(0);
        assertThat(account.entry()).isEqualTo(BookEntry.NONE);
    }

    @Test
    void anAccountNeverGoesBack() {
        account.growTo(10);
        account.growTo(4);
        assertThat(account.bytes()).isEqualTo(10);
        assertThatThrownBy(() -> account.add(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("more: -1 (expected: not negative, an account only grows)");
    }

    @Test
    void aSumHasTheFirstAndTheLastTimeOfBoth() {
        BookEntry early = entry(10, 1, 5);
        BookEntry late = entry(20, 3, 9);
        assertThat(early.plus(late)).isEqualTo(late.plus(early)).isEqualTo(entry(30, 1, 9));
        assertThat(early.plus(BookEntry.NONE)).isEqualTo(early);
        assertThat(BookEntry.NONE.plus(late)).isEqualTo(late);
    }

    private static BookEntry entry(long bytes, long first, long last) {
        return new BookEntry(bytes, first, last);
    }

    @Test
    void anEntryIsNeverNegative() {
        assertThatThrownBy(() -> entry(-1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bytes -1, firstMillis 0, lastMillis 0 (expected: none negative)");
    }
}
