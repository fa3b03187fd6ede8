// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.dmxflux.check.Check;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Cuts large buffers into bursts and spreads them over the time that a buffer takes to arrive.
 * <pre>
 *   in    |#######|          |#######|          |#######|          a buffer of 49 datagrams every 13.6 ms
 *   out           |#  #  #  #  #  #  #|#  #  #  #  #  #  #|        seven bursts of seven, 1.9 ms apart
 * </pre>
 *
 * <p>The pace is the smoothed rate of arrivals, see {@link DepartureSchedule#withReserve}. Late buffers are sent at once,
 * and a backlog up to four times as fast as it came. So the delay stays at about one buffer and a reserve of a quarter of
 * its time, 3 ms at most.
 *
 * <p><b>Shape:</b> a buffer that is no longer than a burst passes unchanged. Others are emitted as slices of whole
 * datagrams, see {@link DatagramBursts}.
 * <p><b>Threading:</b> signals come one at a time, on the thread of upstream, of a request, or of the scheduler.
 * <p><b>Demand:</b> downstream requests bursts; two buffers are requested upstream in advance, then one for each that has
 * been emitted.
 * <p><b>Holds:</b> two buffers at most, each until its last burst is released.
 * <p><b>Discard:</b> releases what it holds on cancel and on upstream's error, and what its pool has taken back. A buffer that arrives after the end goes to
 * Reactor's hook for dropped elements, which may release it, and is released.
 * <p><b>Errors:</b> upstream's, at once; what {@code onNext} throws, and an {@link IllegalArgumentException} for a request of 0
 * or fewer, each after upstream is cancelled. If the scheduler is disposed, the remaining bursts are emitted without waiting, from
 * the next signal on: it does not tell of the burst that waited for it.
 * <p><b>Source:</b> none; DVBlast keeps 40 ms of retention for the same purpose.
 */
public final class Pace implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    static final int BUFFERS_AHEAD = 2;

    private final DatagramBursts bursts;
    private final Scheduler scheduler;
    private final BookAccount closed = new BookAccount();
    private final AtomicLong heldBytes = new AtomicLong();
    private final Lateness lateness;

    /**
     * An operator that spreads bursts.
     *
     * @param bursts how to cut
     * @param scheduler where to wait, and by whose clock
     * @throws IllegalArgumentException if it has no timers, as {@code Schedulers.immediate()}
     */
    public Pace(DatagramBursts bursts, Scheduler scheduler) {
        this(bursts, scheduler, new Lateness());
    }

    /**
     * An operator that spreads bursts, and records how late each is.
     *
     * @param bursts how to cut
     * @param scheduler where to wait, and by whose clock
     * @param lateness where to record; of one stream at a time
     * @throws IllegalArgumentException if the scheduler has no timers
     */
    public Pace(DatagramBursts bursts, Scheduler scheduler, Lateness lateness) {
        this.bursts = Check.given(bursts, "bursts");
        this.scheduler = timed(Check.given(scheduler, "scheduler"));
        this.lateness = Check.given(lateness, "lateness");
    }

    /** One without timers would let everything pass at once. One that is disposed is another matter, at each wait. */
    private static Scheduler timed(Scheduler scheduler) {
        Check.argument(
                hasTimers(scheduler::schedule) || hasTimers(scheduler.createWorker()),
                "scheduler",
                scheduler,
                "one with timers, such as Schedulers.parallel(); immediate() and fromExecutor() have none");
        return scheduler;
    }

    /** Some have timers in their workers only. */
    private static boolean hasTimers(Scheduler.Worker worker) {
        try {
            return hasTimers(worker::schedule);
        } finally {
            worker.dispose();
        }
    }

    private static boolean hasTimers(Waiting waiting) {
        try {
            waiting.schedule(() -> {}, 1, TimeUnit.DAYS).dispose();
            return true;
        } catch (RejectedExecutionException e) {
            return e != Exceptions.failWithRejectedNotTimeCapable();
        }
    }

    /** Of a scheduler or a worker, which do not have it of one type. */
    private interface Waiting {

        Disposable schedule(Runnable task, long delay, TimeUnit unit);
    }

    /**
     * Paces one stream; use with {@link Flux#transform}.
     *
     * @param source buffers, handed over
     * @return bursts, in buffers that the subscriber must release
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return BufferOperator.behind(
                source,
                actual -> new PaceSubscriber(actual, bursts, scheduler, closed, heldBytes, lateness),
                scheduler,
                BUFFERS_AHEAD);
    }

    /**
     * Returns what is held, and what was when a stream ended.
     *
     * @return the book, now
     */
    public StageBook book() {
        return StageBook.of(closed.entry(), heldBytes.get());
    }
}
