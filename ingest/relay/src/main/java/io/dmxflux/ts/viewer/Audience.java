// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The readers of a service that are on one thread, which get each batch in one task.
 *
 * <p><b>Holds:</b> at most {@value #MOST_WAITING_BYTES} bytes that the thread has not come to; more is dropped, and counted for
 * each reader.
 * <p><b>Threading:</b> {@link #deliver}, {@link #tell} from any thread, in the order in which they are to be seen; readers are
 * called on their own.
 */
final class Audience {

    static final int MOST_WAITING_BYTES = 4 << 20;

    private final EventExecutor thread;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong missedBytes = new AtomicLong();

    /** On the thread. */
    private final List<Seat> seats = new ArrayList<>();

    /** A reader, and the number of the first batch that it has not had with its beginning. */
    private record Seat(Reader reader, long from) {}

    Audience(EventExecutor thread) {
        this.thread = thread;
    }

    /** Adds a reader, which begins with some buffers, taken over, and goes on with the batch of a number. */
    void join(Reader reader, long from, List<ByteBuf> first) {
        boolean accepted = execute(() -> {
            if (reader.hasLeft()) {
                first.forEach(ReferenceCountUtil::release);
                return;
            }
            seats.add(new Seat(reader, from));
            reader.begin(first);
        });
        if (!accepted) {
            first.forEach(ReferenceCountUtil::release);
        }
    }

    /** Removes a reader; on the thread. */
    void leave(Reader reader) {
        seats.removeIf(seat -> seat.reader == reader);
    }

    /** Hands a batch to all; the caller keeps its own reference. */
    void deliver(ByteBuf batch, long number) {
        int bytes = batch.readableBytes();
        if (waitingBytes.get() + bytes > MOST_WAITING_BYTES) {
            missedBytes.addAndGet(bytes);
            return;
        }
        waitingBytes.addAndGet(bytes);
        batch.retain();
        if (!execute(() -> handOut(batch, number, bytes))) {
            waitingBytes.addAndGet(-bytes);
            batch.release();
        }
    }

    private void handOut(ByteBuf batch, long number, int bytes) {
        waitingBytes.addAndGet(-bytes);
        try {
            long missed = missedBytes.getAndSet(0);
            if (missed > 0) {
                each(seat -> seat.reader.missed(missed));
            }
            each(seat -> {
                if (seat.from <= number) {
                    seat.reader.take(batch);
                }
            });
        } finally {
            batch.release();
        }
    }

    /** Tells all readers something. */
    void tell(Consumer<Reader> what) {
        execute(() -> each(seat -> what.accept(seat.reader)));
    }

    /** A reader may leave as it is told. */
    private void each(Consumer<Seat> what) {
        List.copyOf(seats).forEach(what);
    }

    private boolean execute(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) { // the server has gone, and its connections with it
            return false;
        }
    }
}
