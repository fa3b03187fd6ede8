// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PastBooksTest {

    private record Entry(String name, long queued, long sent) {

        Entry plus(Entry more) {
            return new Entry(name, queued + more.queued, sent + more.sent);
        }
    }

    private final AtomicLong clock = new AtomicLong();
    private final PastBooks<Entry> past =
            new PastBooks<>(Entry::name, entry -> entry.queued == 0, Entry::plus, clock::get);

    private long sent() {
        return past.all().stream().map(Supplier::get).mapToLong(Entry::sent).sum();
    }

    private void wait(int seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void whatHasEndedIsReadOnWhileSomethingOfItIsOnItsWay() {
        AtomicLong queued = new AtomicLong(7);
        past.add(() -> new Entry("one", queued.get(), 10 - queued.get()));
        assertThat(sent()).isEqualTo(3);
        wait(60);
        assertThat(sent()).isEqualTo(3);
        queued.set(0);
        assertThat(sent()).isEqualTo(10);
    }

    @Test
    void howeverOftenItEndsOneBookIsKept() {
        for (int time = 0; time < 100; time++) {
            past.add(() -> new Entry("one", 0, 5));
            past.add(() -> new Entry("two", 0, 1));
            wait(1);
        }
        wait(60);
        assertThat(sent()).isEqualTo(600);
        assertThat(past.all()).hasSize(2);
    }

    /** It has just ended, and another thread may be about to count the last of it. */
    @Test
    void itIsNotAddedUpAtOnce() {
        AtomicLong count = new AtomicLong(1);
        past.add(() -> new Entry("one", 0, count.get()));
        assertThat(sent()).isEqualTo(1);
        count.set(2);
        assertThat(sent()).isEqualTo(2);
    }
}
