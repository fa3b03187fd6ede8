// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reads segments for players: some at once, others wait, and what is too much is refused.
 *
 * <p><b>Holds:</b> {@value #MOST_BYTES} bytes at most that players have not taken yet.
 * <p><b>Threading:</b> any thread; it reads on its own.
 */
final class SegmentReads implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 64;
    private static final long MOST_BYTES = 128L << 20;
    private static final int TTL_SECONDS = 10;

    private final Scheduler readers =
            Schedulers.newBoundedElastic(THREADS, MOST_WAITING, "dmxflux-timeshift-read", TTL_SECONDS, true);
    private final AtomicLong lentBytes = new AtomicLong();

    /** What was read, until it is sent. */
    final class Lent implements AutoCloseable {

        private final long bytes;
        private final @Nullable ByteBuf data;
        private final boolean isRefused;

        private Lent(long bytes, Supplier<@Nullable ByteBuf> read) {
            this.bytes = bytes;
            isRefused = lentBytes.addAndGet(bytes) > MOST_BYTES && bytes < MOST_BYTES;
            ByteBuf found = null;
            try {
                found = isRefused ? null : read.get();
            } finally {
                if (found == null) {
                    lentBytes.addAndGet(-bytes);
                }
            }
            data = found;
        }

        /** Returns the segment; null if it is not there, or too much is lent. */
        @Nullable
        ByteBuf data() {
            return data;
        }

        /** Tells whether too much is lent. */
        boolean isRefused() {
            return isRefused;
        }

        @Override
        public void close() {
            if (data != null) {
                data.release();
                lentBytes.addAndGet(-bytes);
            }
        }
    }

    /**
     * Reads a segment, and answers with it.
     *
     * @param bytes about how many it has
     * @param read reads it; null if it is not there any more
     * @param answer is given what was read, for as long as the answer takes
     * @param full answers if too many wait
     */
    Mono<Void> read(
            long bytes,
            Supplier<@Nullable ByteBuf> read,
            Function<Lent, Mono<Void>> answer,
            Supplier<Mono<Void>> full) {
        return Mono.using(() -> new Lent(bytes, read), answer, Lent::close)
                .subscribeOn(readers)
                .onErrorResume(RejectedExecutionException.class, waits -> full.get());
    }

    @Override
    public void close() {
        readers.dispose();
    }
}
