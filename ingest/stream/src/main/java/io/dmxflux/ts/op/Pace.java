// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.dmxflux.check.Check;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

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
 * <p><b>Discard:</b> releases what it holds on cancel and on upstream's error. A buffer that arrives after the end goes to
 * Reactor's hook for dropped elements, which may release it, and is released.
 * <p><b>Errors:</b> upstream's, at once; what {@code onNext} throws, and an {@link IllegalArgumentException} for a request of 0
 * or fewer, each after upstream is cancelled. If the scheduler is disposed, the remaining bursts are emitted without waiting, from
 * the next signal on: it does not tell of the burst that waited for it.
 * <p><b>Source:</b> none; DVBlast keeps 40 ms of retention for the same purpose.
 */
public final class Pace implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private static final int BUFFERS_AHEAD = 2;

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
     */
    public Pace(DatagramBursts bursts, Scheduler scheduler, Lateness lateness) {
        this.bursts = Check.given(bursts, "bursts");
        this.scheduler = Check.given(scheduler, "scheduler");
        this.lateness = Check.given(lateness, "lateness");
    }

    /**
     * Paces one stream; use with {@link Flux#transform}.
     *
     * @param source buffers, handed over
     * @return bursts, in buffers that the subscriber must release
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return BufferOperator.behind(source, actual -> new PaceSubscriber(actual, this), scheduler, BUFFERS_AHEAD);
    }

    /**
     * Returns what is held, and what was when a stream ended.
     *
     * @return the book, now
     */
    public StageBook book() {
        return StageBook.of(closed.entry(), heldBytes.get());
    }

    /**
     * A queue-drain loop: the thread that increments {@code work} from 0 drains, be it upstream's, that of a request, or the
     * scheduler's. Where these are one thread, as in an event loop, nothing changes threads.
     *
     * <p>The worker is created at the first wait and disposed at the end, both by the draining thread, so that no path leaks
     * it.
     */
    private static final class PaceSubscriber extends BufferOperator {

        private final DatagramBursts bursts;
        private final Scheduler scheduler;
        private final AtomicLong heldBytes;
        private final Lateness lateness;
        private final Runnable onTime = this::onTime;
        private final Queue<ByteBuf> arrivals = Queues.<ByteBuf>unbounded().get();
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger work = new AtomicInteger();
        private volatile @Nullable Throwable failure;
        private volatile @Nullable Throwable invalidRequest;
        private volatile boolean completed;
        private volatile boolean terminated;
        private volatile boolean waiting;
        private volatile int held;

        // -- of the thread that works
        private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
        private final DepartureSchedule schedule = DepartureSchedule.withReserve();
        private Scheduler.@Nullable Worker worker;
        private long dueNanos;
        private long readyNanos;

        PaceSubscriber(CoreSubscriber<? super ByteBuf> actual, Pace pace) {
            super(actual, pace.closed);
            this.bursts = pace.bursts;
            this.scheduler = pace.scheduler;
            this.heldBytes = pace.heldBytes;
            this.lateness = pace.lateness;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.PREFETCH) {
                return BUFFERS_AHEAD;
            }
            if (key == Attr.BUFFERED) {
                return held + arrivals.size();
            }
            if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
                return demand.get();
            }
            if (key == Attr.ERROR) {
                return failure;
            }
            if (key == Attr.RUN_ON) {
                return scheduler;
            }
            return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : super.scanUnsafe(key);
        }

        @Override
        boolean hasTerminated() {
            return terminated;
        }

        @Override
        void subscribed() {
            if (!isCancelled()) {
                requestUpstream(BUFFERS_AHEAD);
            }
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (completed) {
                drop(buffer);
            } else {
                heldBytes.addAndGet(buffer.readableBytes());
                arrivals.add(buffer);
                work();
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (completed) {
                Operators.onErrorDropped(cause, currentContext());
                return;
            }
            failure = cause;
            completed = true;
            work();
        }

        @Override
        public void onComplete() {
            completed = true;
            work();
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                demand.accumulateAndGet(n, Operators::addCap);
            } else {
                invalidRequest = invalidRequest(n);
            }
            work();
        }

        @Override
        public void cancel() {
            super.cancel();
            work();
        }

        private void onTime() {
            waiting = false;
            work();
        }

        private void work() {
            if (work.getAndIncrement() != 0) {
                return;
            }
            Throwable fatal = null;
            int seen = 1;
            do {
                try {
                    workOnce();
                } catch (Throwable thrown) { // otherwise no thread would work any more
                    fatal = fail(thrown) ? fatal : thrown;
                }
                held = queue.size();
                seen = work.addAndGet(-seen);
            } while (seen != 0);
            if (fatal != null) {
                Exceptions.throwIfFatal(fatal);
            }
        }

        private void workOnce() {
            Throwable invalid = invalidRequest;
            if (invalid != null && !terminated) {
                fail(invalid);
            }
            if (isCancelled() || terminated || failure != null) {
                discard();
            } else {
                takeArrivals();
                emit();
            }
            endIfDone();
        }

        /** Ends the stream with an error that is not upstream's; tells false of one that is not to be signalled but thrown. */
        private boolean fail(Throwable thrown) {
            boolean over = isCancelled() || terminated;
            terminated = true;
            completed = true;
            cancelUpstream();
            disposeOfTime();
            discard();
            if (Exceptions.isFatal(thrown)) {
                return false;
            }
            if (over) {
                Operators.onErrorDropped(thrown, currentContext());
            } else {
                failure = Operators.onOperatorError(thrown, currentContext());
                signalFailure();
            }
            return true;
        }

        private void takeArrivals() {
            for (ByteBuf buffer = arrivals.poll(); buffer != null; buffer = arrivals.poll()) {
                if (buffer.isReadable()) {
                    schedule.arrived(buffer.readableBytes(), queuedBytes(), now());
                }
                queue.add(buffer);
            }
        }

        private int queuedBytes() {
            int bytes = 0;
            for (ByteBuf buffer : queue) {
                bytes += buffer.readableBytes();
            }
            return bytes;
        }

        private void emit() {
            while (!queue.isEmpty() && !isCancelled() && demand.get() > 0 && isDue()) {
                if (demand.get() != Long.MAX_VALUE) {
                    demand.decrementAndGet();
                }
                ByteBuf burst = nextBurst();
                heldBytes.addAndGet(-burst.readableBytes());
                actual.onNext(burst);
            }
        }

        /** The next burst never becomes due earlier, so that one wake-up is enough until it fires. */
        private boolean isDue() {
            dueNanos = schedule.next(0);
            readyNanos = now();
            long wait = dueNanos - readyNanos;
            return wait <= 0 || (!waiting || scheduler.isDisposed()) && !wakeUpAfter(wait);
        }

        /** Returns false if the scheduler is disposed: the remaining bursts are emitted at once. */
        private boolean wakeUpAfter(long nanos) {
            waiting = true;
            try {
                if (worker == null) {
                    worker = scheduler.createWorker();
                }
                worker.schedule(onTime, nanos, TimeUnit.NANOSECONDS);
                return true;
            } catch (RejectedExecutionException e) {
                waiting = false;
                return false;
            }
        }

        private ByteBuf nextBurst() {
            ByteBuf buffer = queue.getFirst();
            int bytes = bursts.bytes(buffer.readableBytes());
            schedule.next(bytes);
            lateness.departed(bytes / TsPacket.LENGTH, dueNanos, readyNanos);
            FlightEvents.departed("pace", readyNanos - dueNanos, bytes);
            if (bytes < buffer.readableBytes()) {
                return buffer.readRetainedSlice(bytes);
            }
            queue.removeFirst();
            if (!completed) {
                requestUpstream(1);
            }
            return buffer;
        }

        private void endIfDone() {
            if (terminated) {
                return;
            }
            if (isCancelled()) {
                disposeOfTime();
            } else if (completed && queue.isEmpty() && arrivals.isEmpty()) {
                terminated = true;
                disposeOfTime();
                terminate();
            }
        }

        private void disposeOfTime() {
            if (worker != null) {
                worker.dispose();
                worker = null;
            }
        }

        private void terminate() {
            Throwable cause = failure;
            if (cause == null) {
                actual.onComplete();
            } else {
                actual.onError(cause);
            }
        }

        private void signalFailure() {
            try {
                terminate();
            } catch (Throwable thrown) { // it has thrown twice: no subscriber is left to tell
                Operators.onErrorDropped(thrown, currentContext());
            }
        }

        private void discard() {
            for (ByteBuf buffer = queue.poll(); buffer != null; buffer = queue.poll()) {
                discard(buffer);
            }
            for (ByteBuf buffer = arrivals.poll(); buffer != null; buffer = arrivals.poll()) {
                discard(buffer);
            }
        }

        private void discard(ByteBuf buffer) {
            heldBytes.addAndGet(-buffer.readableBytes());
            closedBytes.add(buffer.readableBytes());
            LateBuffers.releaseOnce(buffer);
        }

        private long now() {
            return scheduler.now(TimeUnit.NANOSECONDS);
        }
    }
}
