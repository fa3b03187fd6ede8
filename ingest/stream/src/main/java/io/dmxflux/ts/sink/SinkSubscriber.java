// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.LateBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * The subscriber of a sink: hands buffers, in order, to the sink's thread, keeps a fixed number of them in flight, and
 * completes when the last is done.
 *
 * <p><b>Threading:</b> signals and {@link #cancel} from any thread; the methods below the line, and those of a subclass,
 * only on the executor's thread: at once if a signal arrives on it and none is being handled or scheduled, in its turn
 * otherwise.
 * <p><b>Demand:</b> {@code window} at first, then half of it whenever that many buffers are {@link #consumed}; one at a time
 * in a window of two or three.
 * <p><b>Holds:</b> at most {@code window} buffers, queued or being sent.
 * <p><b>Discard:</b> on cancel and on failure queued buffers are released; those being sent are released by the sender.
 */
abstract class SinkSubscriber implements CoreSubscriber<ByteBuf>, Subscription, Scannable {

    private final CoreSubscriber<? super Void> actual;
    private final Executor executor;
    private final int window;
    private final int refill;
    private final SendCounters counters;
    private final Queue<ByteBuf> queue;
    private final Runnable drain = this::drain;
    private final AtomicInteger work = new AtomicInteger();
    private final LateRequests late = new LateRequests();

    private volatile @Nullable Subscription upstream;
    private volatile boolean subscribed; // and downstream can be told of the end
    private volatile boolean upstreamDone;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable closed; // why the sink is, while this runs

    /** Written before {@link #upstreamDone}. */
    private @Nullable Throwable failure;

    private int inFlight;
    private int owed;

    /** Sends in flight that are of no buffer. */
    private int others;

    private boolean finishing;
    private volatile boolean terminated;

    SinkSubscriber(CoreSubscriber<? super Void> actual, Executor executor, int window, SendCounters counters) {
        this.actual = actual;
        this.executor = executor;
        this.window = window;
        this.refill = Math.max(1, window / 2);
        this.counters = counters;
        this.queue = Queues.<ByteBuf>get(window).get();
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return upstream;
        }
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.CANCELLED) {
            return cancelled;
        }
        if (key == Attr.TERMINATED) {
            return terminated;
        }
        if (key == Attr.BUFFERED) {
            return queue.size();
        }
        if (key == Attr.PREFETCH) {
            return window;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            actual.onSubscribe(this);
            subscribed = true;
            if (closed == null) {
                subscription.request(window);
            } else { // before downstream could be told
                subscription.cancel();
                schedule();
            }
        }
    }

    @Override
    public void onNext(ByteBuf buffer) {
        if (upstreamDone || cancelled) {
            counters.late(buffer.readableBytes());
            LateBuffers.drop(buffer, cancelled, currentContext());
            return;
        }
        counters.queued(buffer.readableBytes());
        if (queue.offer(buffer)) {
            queued();
        } else { // upstream exceeds its demand: the queue has more room than the window
            discard(buffer);
            cancelUpstream();
            onError(Exceptions.failWithOverflow("upstream sent more buffers than the " + window + " asked for"));
        }
    }

    @Override
    public void onError(Throwable error) {
        if (upstreamDone) {
            Operators.onErrorDropped(error, currentContext());
            return;
        }
        failure = error;
        upstreamDone = true;
        schedule();
    }

    @Override
    public void onComplete() {
        upstreamDone = true;
        schedule();
    }

    /** Does nothing: a sink emits no element. */
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
        cancelled = true;
        cancelUpstream();
        schedule();
    }

    /**
     * Ends the stream with an error as its sink is closed, from any thread: cancels upstream at once, also one that never
     * pauses, and releases the queue in its turn. Does nothing after the end or a cancellation.
     */
    final void close(Throwable why) {
        closed = closed == null ? why : closed;
        cancelUpstream();
        if (subscribed) {
            schedule();
        }
    }

    private void cancelUpstream() {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** Has the executor's thread take what is queued; from any thread. */
    final void schedule() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        if (isOnThread()) {
            drain();
            return;
        }
        try {
            executor.execute(drain);
        } catch (RejectedExecutionException e) {
            Throwable why = closed;
            fail(why == null ? describe(e) : why); // the executor's thread has ended, so this one takes its place
            drain();
        }
    }

    // -- from here on, on the executor's thread only

    private void drain() {
        int seen = work.get();
        do {
            try {
                drainOnce();
            } catch (Throwable error) { // otherwise no thread would drain any more
                failConsuming(error);
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void drainOnce() {
        Throwable why = closed;
        if (cancelled || terminated) {
            stop();
        } else if (why != null) {
            fail(why);
        } else {
            consumeQueue();
            finishIfDone();
        }
    }

    private void consumeQueue() {
        ByteBuf buffer = queue.poll();
        if (buffer == null) {
            return;
        }
        for (; buffer != null; buffer = terminated || cancelled || closed != null ? null : queue.poll()) {
            inFlight++;
            counters.taken(buffer.readableBytes());
            late.answered();
            try {
                checkHeld(buffer);
                consume(buffer);
            } catch (Throwable error) {
                failConsuming(error);
            }
        }
        try {
            flush();
        } catch (Throwable error) {
            failConsuming(error);
        }
    }

    /** What is no buffer any more is closed, and is not to be released. */
    private void checkHeld(ByteBuf buffer) {
        if (buffer.refCnt() == 0) {
            int bytes = buffer.readableBytes();
            counters.closed(bytes);
            throw releasedElsewhere(bytes);
        }
    }

    static IllegalReferenceCountException releasedElsewhere(int bytes) {
        return new IllegalReferenceCountException("a buffer of " + bytes
                + " bytes was released before it was sent (expected: handed over, and released by the sink alone)");
    }

    private void finishIfDone() {
        if (!upstreamDone || !queue.isEmpty() || terminated) {
            return;
        }
        if (!finishing) {
            finishing = true;
            finish();
        }
        if (inFlight == 0 && others == 0 && !terminated) {
            terminate(failure);
        }
    }

    private void failConsuming(Throwable error) {
        if (cancelled) {
            Operators.onErrorDropped(error, currentContext());
        }
        fail(error);
    }

    /**
     * Ends the stream with an error of the sink: cancels upstream and releases the queue. Does nothing after the end or a
     * cancellation.
     */
    final void fail(Throwable error) {
        if (!terminated && !cancelled) {
            cancelUpstream();
            terminate(error);
        }
        stop();
    }

    private void terminate(@Nullable Throwable error) {
        terminated = true;
        releaseAll();
        try {
            if (error == null) {
                actual.onComplete();
            } else {
                actual.onError(error);
            }
        } catch (Throwable thrown) { // what is queued is to be released all the same
            Operators.onErrorDropped(thrown, currentContext());
        }
    }

    private void stop() {
        if (!terminated) {
            terminated = true;
            releaseAll();
        }
        ByteBuf buffer;
        while ((buffer = queue.poll()) != null) {
            discard(buffer);
        }
    }

    private void discard(ByteBuf buffer) {
        counters.discarded(buffer.readableBytes());
        buffer.release();
    }

    private void releaseAll() {
        try {
            release();
        } catch (Throwable error) { // otherwise downstream would not get the terminal signal
            Operators.onErrorDropped(error, currentContext());
        }
    }

    /** Counts something other than a buffer as in flight until {@link #ended}; nothing is requested in its place. */
    final void started() {
        others++;
        counters.keeps();
    }

    /** Notes that it is done. */
    final void ended() {
        others--;
        counters.done();
        if (upstreamDone) {
            schedule();
        }
    }

    /** Tells whether more was requested than has come. */
    public final boolean isUpstreamAsked() {
        return inFlight + owed < window && queue.isEmpty();
    }

    /** Returns how many buffers were requested and have not come; on the executor's thread. */
    final int toCome() {
        return window - inFlight - owed - queue.size();
    }

    /** Notes that all sends of a buffer are done, and requests another. */
    final void consumed() {
        inFlight--;
        counters.done();
        owed++;
        Subscription subscription = upstream;
        if (upstreamDone) {
            schedule();
        } else if (subscription != null && !terminated && owed >= refill) {
            int more = owed;
            late.requested(more, toCome() <= 0);
            owed = 0;
            subscription.request(more);
        }
    }

    /** Tells whether upstream had no demand left when the buffer that is being consumed was requested. */
    final boolean isBehind() {
        return late.isBehind();
    }

    /** Returns the error of a stream whose executor has ended; from any thread. */
    Throwable describe(RejectedExecutionException refused) {
        return refused;
    }

    /** Tells whether this is the executor's thread, so that work can be done at once. */
    boolean isOnThread() {
        return false;
    }

    /** Has a buffer taken that has been queued, now or soon; on the thread of upstream's signals. */
    void queued() {
        schedule();
    }

    /**
     * Takes over a buffer, to be released also if this throws, which ends the stream, and calls {@link #consumed} when it is
     * done, now or later. One that its pool has taken back while it was queued is counted as closed, and released.
     */
    abstract void consume(ByteBuf buffer) throws Exception;

    /** Flushes after a run of buffers has been consumed. */
    void flush() {}

    /** Sends what is held back, once upstream has ended; not called if the stream is cancelled. */
    void finish() {}

    /** Tells, once upstream has ended, whether it failed. */
    final boolean hasUpstreamFailed() {
        return failure != null;
    }

    /** Releases all resources, once, at the end of the stream. */
    void release() {}
}
