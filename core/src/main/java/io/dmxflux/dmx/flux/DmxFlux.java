// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The filled buffers of a pool, as they come.
 *
 * <p>Nothing happens before the subscription; each one starts the filter and stops it when it ends.
 *
 * <p><b>Demand:</b> emits {@code min(demand, lendable)}: what is requested, and never more than the buffers that may be
 * lent. While demand lags, the pool's overload policy drops whole buffers and counts them.
 * <p><b>Ownership:</b> moves with {@code onNext}: the subscriber releases each buffer, on any thread. Buffers that were
 * filled and not emitted go back to the driver when the subscription ends. What an operator has queued ({@code publishOn},
 * {@code flatMap}) is its own: put {@code doOnDiscard(ByteBuf.class, ByteBuf::release)} behind it, or a cancel leaks that.
 * <p><b>Threading:</b> one thread runs every signal of a subscription: a polling thread of its own, or the event loop
 * given. {@code request} and {@code cancel} from any thread, also from within a signal; nothing is emitted on their
 * caller's stack.
 * <p><b>Errors:</b> {@code onError} with the call, path, errno and cure when the device is lost;
 * {@link IllegalStateException} for a second subscriber. Closing the pool completes the Flux.
 */
public final class DmxFlux extends Flux<ByteBuf> {

    private final DmxBufferPool pool;
    private final PesFilter filter;
    private final @Nullable DmxEventLoop loop;

    private DmxFlux(DmxBufferPool pool, PesFilter filter, @Nullable DmxEventLoop loop) {
        this.pool = pool;
        this.filter = filter;
        this.loop = loop;
    }

    /**
     * Makes a Flux of a pool's buffers, with a polling thread for each subscription.
     *
     * @param pool the pool; it stays the caller's to close
     * @param filter which packets to receive
     * @return a Flux that takes one subscriber at a time
     */
    public static DmxFlux of(DmxBufferPool pool, PesFilter filter) {
        return new DmxFlux(pool, filter, null);
    }

    /**
     * Makes a Flux of a pool's buffers on somebody's event loop.
     *
     * @param pool the pool; it stays the caller's to close
     * @param filter which packets to receive
     * @param loop where to wait and to emit
     * @return a Flux that takes one subscriber at a time
     */
    public static DmxFlux of(DmxBufferPool pool, PesFilter filter, DmxEventLoop loop) {
        return new DmxFlux(pool, filter, loop);
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        DmxSubscription subscription;
        try {
            subscription = subscription(actual);
        } catch (IllegalStateException e) {
            Operators.error(actual, e);
            return;
        }
        try {
            actual.onSubscribe(subscription);
        } catch (Throwable broken) {
            subscription.cancel();
            throw broken;
        } finally {
            subscription.begin();
        }
    }

    private DmxSubscription subscription(CoreSubscriber<? super ByteBuf> actual) {
        if (loop != null) {
            return new DmxSubscription(actual, pool, filter, loop, () -> {});
        }
        PollThread thread = PollThread.start("dmxflux-" + pool.path());
        try {
            return new DmxSubscription(actual, pool, filter, thread, thread::stop);
        } catch (IllegalStateException e) {
            thread.stop();
            throw e;
        }
    }
}
