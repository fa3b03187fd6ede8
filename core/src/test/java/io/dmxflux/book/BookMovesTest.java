// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BookMovesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOVES = 100_000;

    private final BookMoves moves = new BookMoves();

    @Test
    void noReaderSeesHalfOfAMove() {
        AtomicLong here = new AtomicLong();
        AtomicLong there = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<?>> moving = new ArrayList<>();
        for (int mover = 0; mover < 2; mover++) {
            moving.add(CompletableFuture.runAsync(() -> {
                for (int move = 0; move < MOVES; move++) {
                    moves.begin();
                    here.decrementAndGet();
                    there.incrementAndGet();
                    moves.end();
                    pause(); // or a reader would find no moment
                }
            }));
        }
        CompletableFuture<?> reading = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                assertThat(moves.<Long>read(() -> slowly(here) + slowly(there))).isZero();
            }
        });
        moving.forEach(each -> assertThat(each).succeedsWithin(PATIENCE));
        over.set(true);
        assertThat(reading).succeedsWithin(PATIENCE);
        assertThat(there).hasValue(2 * MOVES);
    }

    private static long slowly(AtomicLong account) {
        pause();
        return account.get();
    }

    private static void pause() {
        for (int spin = 0; spin < 5; spin++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anEndWithoutABeginIsRefused() {
        assertThatThrownBy(moves::end)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("end(): no move has begun (expected: one end() for each begin())");
        moves.begin();
        moves.end();
        assertThatThrownBy(moves::end).isInstanceOf(IllegalStateException.class);
        assertThat(moves.<String>read(() -> "read")).isEqualTo("read");
    }

    @Test
    void aReaderDoesNotWaitForEverForAMoveThatNeverEnds() {
        BookMoves impatient = new BookMoves(1_000_000);
        impatient.begin();
        assertThatThrownBy(() -> impatient.read(() -> "read"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "read(): of 1 moves only 0 have ended (expected: end() in a finally block, and no read() within a move)");
        impatient.end();
        assertThat(impatient.<String>read(() -> "read")).isEqualTo("read");
    }
}
