// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutageAccountTest {

    private long now = Long.MAX_VALUE - 1; // a clock of nanoseconds may overflow
    private final OutageAccount account = new OutageAccount(() -> now);

    @Test
    void anOutageCountsWhileItLasts() {
        account.begin();
        now += 5;
        assertThat(account.times().bytes()).isEqualTo(1);
        assertThat(account.nanos()).isEqualTo(5);
        account.begin();
        now += 2;
        account.end();
        now += 100;
        account.end();
        assertThat(account.times().bytes()).isEqualTo(1);
        assertThat(account.nanos()).isEqualTo(7);
    }

    @Test
    void outagesAddUp() {
        account.begin();
        now += 5;
        account.end();
        account.begin();
        now += 5;
        assertThat(account.times().bytes()).isEqualTo(2);
        assertThat(account.nanos()).isEqualTo(10);
    }

    /** With a clock that tells the time of day, which is all that there is to wait for. */
    @Test
    void theSpanIsFromTheBeginOfTheFirstToTheEndOfTheLast() {
        long before = System.currentTimeMillis();
        account.begin();
        long begun = later();
        assertThat(account.times().firstMillis()).isBetween(before, begun);
        assertThat(account.times().lastMillis()).as("while it lasts").isGreaterThanOrEqualTo(begun);
        account.end();
        long ended = later();
        account.end();
        assertThat(account.times().lastMillis()).as("as it was").isBetween(begun, ended - 1);
        BookEntry both = account.times().times(0).plus(new BookEntry(0, ended, ended));
        assertThat(both.firstMillis()).as("of an unknown number").isLessThan(begun);
        assertThat(both.lastMillis()).isEqualTo(ended);
    }

    /** Returns the time once it is another. */
    private static long later() {
        long before = System.currentTimeMillis();
        long now = before;
        while (now == before) {
            Thread.onSpinWait();
            now = System.currentTimeMillis();
        }
        return now;
    }
}
