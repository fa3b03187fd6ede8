// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.pool.BufferDrain;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscription: a thread that waits for driver and subscriber, dequeues, and emits.
 *
 * <p>Everything but the demand is confined to that thread; {@code request} and {@code cancel} only change a field and
 * wake it.
 */
final class DmxSubscription implements Subscription, Runnable {

    /** How often a device that went away without waking poll is noticed: an unplugged demux wakes nobody. */
    private static final long LOOK_NANOS = 500_000_000;

    private static final AtomicLongFieldUpdater<DmxSubscription> DEMAND =
            AtomicLongFieldUpdater.newUpdater(DmxSubscription.class, "demand");

    private final CoreSubscriber<? super ByteBuf> actual;
    private final BufferDrain drain;
    private final PesFilter filter;
    private final Thread thread;
    private volatile long demand;
    private volatile @Nullable IllegalArgumentException badRequest;

    DmxSubscription(CoreSubscriber<? super ByteBuf> actual, BufferDrain drain, PesFilter filter, String threadName) {
        this.actual = actual;
        this.drain = drain;
        this.filter = filter;
        thread = new Thread(this, threadName);
        thread.setDaemon(true);
    }

    void startPolling() {
        thread.start();
    }

    @Override
    public void request(long n) {
        if (drain.isCancelled()) {
            return;
        }
        if (n <= 0) {
            badRequest =
                    new IllegalArgumentException("request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
            drain.wakeUp();
        } else if (Operators.addCap(DEMAND, this, n) == 0 && Thread.currentThread() != thread) {
            drain.wakeUp();
        }
    }

    @Override
    public void cancel() {
        drain.cancel();
    }

    @Override
    public void run() {
        try {
            if (isOpen()) {
                drain.start(filter);
            }
            while (isOpen()) {
                emit();
                if (isOpen() && drain.await(LOOK_NANOS) == Readiness.READY) {
                    drain.collect();
                }
            }
            finish(badRequest);
        } catch (Throwable failure) {
            Exceptions.throwIfJvmFatal(failure);
            finish(failure);
        } finally {
            drain.close(); // whatever the thread ends of: the pool would wait for it for ever
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
            actual.onNext(buffer.touch("emitted by DmxFlux; release it once it has been used"));
        }
    }

    /** Ends the drain first: whoever subscribes from within the last signal finds the pool free. */
    private void finish(@Nullable Throwable failure) {
        boolean cancelled = drain.isCancelled();
        drain.close();
        if (cancelled) {
            if (failure != null) {
                Operators.onErrorDropped(failure, context());
            }
        } else if (failure != null) {
            actual.onError(failure);
        } else {
            actual.onComplete();
        }
    }

    private Context context() {
        return actual.currentContext();
    }
}
