// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.Lending;
import io.netty.buffer.ByteBuf;
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
    private final DmxEventLoop loop;
    private final Runnable onEnd;
    private final AtomicBoolean pumpDue = new AtomicBoolean();
    private volatile boolean begun;
    private volatile long demand;
    private volatile @Nullable IllegalArgumentException badRequest;
    private DmxEventLoop.@Nullable Watch watch;
    private boolean ended;
    private boolean cancelledBeforeEnd;

    /**
     * Takes the pool's drain.
     *
     * @throws IllegalStateException if somebody else has it, or the pool is closed
     */
    DmxSubscription(
            CoreSubscriber<? super ByteBuf> actual,
            DmxBufferPool pool,
            PesFilter filter,
            DmxEventLoop loop,
            Runnable onEnd) {
        this.actual = actual;
        this.filter = filter;
        this.loop = loop;
        this.onEnd = onEnd;
        drain = pool.drain(this::pumpSoon);
    }

    /** Begins to emit, once onSubscribe has returned, as soon as a predecessor that is about to end has ended. */
    void begin() {
        begun = true;
        drain.whenMyTurn(this::pumpSoon);
    }

    @Override
    public void request(long n) {
        if (drain.isCancelled()) {
            return;
        }
        if (n <= 0) {
            badRequest =
                    new IllegalArgumentException("request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
            pumpSoon();
        } else if (Operators.addCap(DEMAND, this, n) == 0) {
            pumpSoon();
        }
    }

    @Override
    public void cancel() {
        drain.cancel();
    }

    private void pumpSoon() {
        if (pumpDue.compareAndSet(false, true)) {
            try {
                loop.execute(this::pumpNow);
            } catch (RejectedExecutionException e) {
                // the loop was shut down under us: nothing will be emitted any more, and no caller is to suffer for it
            }
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
        if (!begun || ended || !drain.isMyTurn()) {
            return;
        }
        try {
            step.run();
        } catch (Throwable failure) {
            end();
            Exceptions.throwIfJvmFatal(failure);
            tell(failure);
        }
    }

    private void pump() {
        if (isOpen() && watch == null && drain.start(filter)) {
            watch = loop.watch(drain.descriptor(), this::ready, () -> guarded(drain::look));
        }
        drain.throwFailure();
        emit();
        if (!isOpen()) {
            end();
            tell(badRequest);
        } else if (watch != null) {
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

    /** Ends the drain before the last signal: a subscriber that subscribes again within it finds the pool free. */
    private void end() {
        ended = true;
        cancelledBeforeEnd = drain.isCancelled();
        if (watch != null) {
            watch.close();
        }
        drain.close();
        onEnd.run();
    }

    private void tell(@Nullable Throwable failure) {
        if (cancelledBeforeEnd) {
            if (failure != null) {
                Operators.onErrorDropped(failure, actual.currentContext());
            }
        } else if (failure != null) {
            actual.onError(failure);
        } else {
            actual.onComplete();
        }
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
