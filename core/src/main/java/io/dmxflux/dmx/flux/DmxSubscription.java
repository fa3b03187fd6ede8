// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static java.util.Objects.requireNonNull;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.Lending;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * One subscription: what its event loop does when driver or subscriber have something to say.
 *
 * <p>Everything but the demand is confined to the loop's thread; {@code request}, {@code cancel} and a buffer that comes
 * home only change a field and have {@link #pump} run there, once for any number of them.
 */
final class DmxSubscription implements Subscription, Scannable {

    private static final AtomicLongFieldUpdater<DmxSubscription> DEMAND =
            AtomicLongFieldUpdater.newUpdater(DmxSubscription.class, "demand");

    private final CoreSubscriber<? super ByteBuf> actual;
    private final BufferDrain drain;
    private final PesFilter filter;
    private final String path;
    private volatile @Nullable DmxEventLoop loop;
    private volatile @Nullable PollThread thread;
    private final AtomicBoolean pumpDue = new AtomicBoolean();
    private volatile boolean begun;
    private volatile long demand;
    private volatile @Nullable IllegalArgumentException badRequest;
    private DmxEventLoop.@Nullable Watch watch;

    /** Whether the loop's thread, or one that has found it shut down, has the subscription. */
    private final AtomicBoolean stepping = new AtomicBoolean();

    private volatile boolean isLoopGone;
    private boolean ended;
    private boolean cancelledBeforeEnd;

    /**
     * Takes the pool's drain.
     *
     * @param loop where to wait and to emit; null for a thread of its own, which is started when its turn has come
     * @throws IllegalStateException if the pool has a subscriber, or is closed
     */
    DmxSubscription(
            CoreSubscriber<? super ByteBuf> actual, DmxBufferPool pool, PesFilter filter, @Nullable DmxEventLoop loop) {
        this.actual = actual;
        this.filter = filter;
        this.loop = loop;
        path = pool.path();
        drain = pool.drain(this::pumpSoon);
    }

    /** Begins to emit, once onSubscribe has returned, as soon as a predecessor that is about to end has ended. */
    void begin() {
        begun = true;
        pumpSoon();
    }

    @Override
    public void request(long n) {
        if (drain.isCancelled()) {
            return;
        }
        if (n <= 0) {
            badRequest = badRequest(n);
            pumpSoon();
        } else if (Operators.addCap(DEMAND, this, n) == 0) {
            pumpSoon();
        }
    }

    static IllegalArgumentException badRequest(long n) {
        return new IllegalArgumentException("request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
    }

    @Override
    public void cancel() {
        drain.cancel();
    }

    /** Before its turn there is nothing to do, and no thread to do it: the drain tells when the turn has come. */
    private void pumpSoon() {
        if (!begun || !drain.isMyTurn() || !pumpDue.compareAndSet(false, true)) {
            return;
        }
        DmxEventLoop waiting = loopOrEnd();
        if (waiting == null) {
            return;
        }
        try {
            waiting.execute(this::pumpNow);
        } catch (RejectedExecutionException e) {
            isLoopGone = true;
            endWithoutLoop();
        }
    }

    /**
     * Ends it on this thread, as its loop is shut down: no caller is to suffer for that, and the subscriber is to know. A step
     * that is under way, on the loop's thread or on this one, does so when it is over.
     */
    private void endWithoutLoop() {
        if (stepping.compareAndSet(false, true)) {
            try {
                if (!ended) {
                    tell(end(isOpen() ? loopGone() : badRequest));
                }
            } finally {
                stepping.set(false);
            }
        }
    }

    private IllegalStateException loopGone() {
        return new IllegalStateException(path + ": " + loop
                + " is shut down (expected: an event loop that runs for as long as its subscriptions)");
    }

    /**
     * Returns the loop, the polling thread started on the first call. Null if the subscription is cancelled before it had
     * one, or none can be started: that ends it here, since no other thread will, and passes the turn on.
     */
    private @Nullable DmxEventLoop loopOrEnd() {
        DmxEventLoop known = loop;
        if (known != null || drain.isCancelled()) {
            return known;
        }
        try {
            PollThread started = PollThread.start("dmxflux-" + path);
            thread = started;
            loop = started;
            return started;
        } catch (Throwable failure) { // EMFILE of its wake-up, or no thread
            Throwable told = end(failure);
            Exceptions.throwIfJvmFatal(failure);
            tell(told);
            return null;
        }
    }

    private void pumpNow() {
        pumpDue.set(false);
        guarded(this::pump);
    }

    private void ready() {
        guarded(() -> {
            if (drain.collect() == 0) {
                drain.look();
            }
            pump();
        });
    }

    private void guarded(Runnable step) {
        if (!begun || !drain.isMyTurn() || !stepping.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!ended) {
                step.run();
            }
        } catch (Throwable failure) {
            Throwable told = end(failure);
            Exceptions.throwIfJvmFatal(failure);
            tell(told);
        } finally {
            stepping.set(false);
            if (isLoopGone) {
                endWithoutLoop();
            }
        }
    }

    private void look() {
        DmxEventLoop own = loop;
        if (own != null && own.isShutDown()) {
            throw loopGone();
        }
        drain.look();
    }

    private void pump() {
        if (isOpen() && watch == null && drain.start(filter)) {
            watch = requireNonNull(loop).watch(drain.descriptor(), this::ready, () -> guarded(this::look));
        }
        emit(); // also what was dequeued before a failure
        if (!isOpen()) {
            tell(end(badRequest));
            return;
        }
        drain.throwFailure();
        if (watch != null) {
            watch.want(drain.mayCollect());
        }
    }

    private boolean isOpen() {
        return !drain.isCancelled() && !drain.isPoolClosed() && badRequest == null;
    }

    private void emit() {
        for (long requested = demand; requested > 0 && isOpen(); requested = Operators.produced(DEMAND, this, 1)) {
            ByteBuf buffer = drain.lend();
            if (buffer == null) {
                return;
            }
            actual.onNext(Lending.touch(buffer, "emitted by DmxFlux; release it once it has been used"));
        }
    }

    /**
     * Ends the drain before the last signal: a subscriber that subscribes again within it finds the pool free. The thread is
     * told before the drain ends, which may start a successor's.
     *
     * @return the error with what a step has thrown, such as a device's own error at its stop: no step, and not the last
     *     signal, is left out for it
     */
    private @Nullable Throwable end(@Nullable Throwable failure) {
        ended = true;
        cancelledBeforeEnd = drain.isCancelled();
        Throwable told = failure;
        for (Runnable step : List.<Runnable>of(this::closeWatch, this::stopThread, drain::close)) {
            try {
                step.run();
            } catch (Throwable thrown) {
                Exceptions.throwIfJvmFatal(thrown);
                told = told == null ? thrown : Exceptions.addSuppressed(told, thrown);
            }
        }
        return told;
    }

    private void closeWatch() {
        if (watch != null) {
            watch.close();
        }
    }

    private void stopThread() {
        PollThread own = thread;
        if (own != null) {
            own.stop();
        }
    }

    private void tell(@Nullable Throwable failure) {
        try {
            if (cancelledBeforeEnd) {
                if (failure != null && !isAnswerOfDriver(failure)) {
                    Operators.onErrorDropped(failure, actual.currentContext());
                }
            } else if (failure != null) {
                actual.onError(failure);
            } else {
                actual.onComplete();
            }
        } catch (Throwable thrown) { // by the last signal: no subscriber is left to tell, and the thread goes on
            Exceptions.throwIfJvmFatal(thrown);
            Operators.onErrorDropped(thrown, actual.currentContext());
        }
    }

    /** A call to the driver that was under way at the cancel: its refusal is of no use to anybody. A bug of a device is. */
    private static boolean isAnswerOfDriver(Throwable failure) {
        return failure instanceof ErrnoException && failure.getSuppressed().length == 0;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Scannable declares it
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        } else if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return demand;
        } else if (key == Attr.CANCELLED) {
            return drain.isCancelled();
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
