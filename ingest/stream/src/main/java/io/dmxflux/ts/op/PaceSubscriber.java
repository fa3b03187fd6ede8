// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * One stream that {@link Pace} spreads. A queue-drain loop: the thread that increments {@code work} from 0 drains, be it upstream's, that of a request, or the
 * scheduler's. Where these are one thread, as in an event loop, nothing changes threads.
 *
 * <p>The worker is created at the first wait and disposed at the end, both by the draining thread, so that no path leaks
 * it.
 */
final class PaceSubscriber extends BufferOperator {

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

    PaceSubscriber(
            CoreSubscriber<? super ByteBuf> actual,
            DatagramBursts bursts,
            Scheduler scheduler,
            BookAccount closed,
            AtomicLong heldBytes,
            Lateness lateness) {
        super(actual, closed);
        this.bursts = bursts;
        this.scheduler = scheduler;
        this.heldBytes = heldBytes;
        this.lateness = lateness;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PREFETCH) {
            return Pace.BUFFERS_AHEAD;
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
            requestUpstream(Pace.BUFFERS_AHEAD);
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
            if (MemoryHold.isTakenBack(queue.getFirst())) {
                discard(takeFirst());
                continue;
            }
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
        return takeFirst();
    }

    private ByteBuf takeFirst() {
        ByteBuf buffer = queue.removeFirst();
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
