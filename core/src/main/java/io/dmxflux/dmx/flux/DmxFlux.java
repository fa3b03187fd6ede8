// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.netty.buffer.ByteBuf;
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
 * filled and not emitted go back to the driver when the subscription ends.
 * <p><b>Threading:</b> one polling thread for each subscription runs every signal; {@code request} and {@code cancel} from
 * any thread, also from within a signal. Nothing is emitted on the subscriber's own stack.
 * <p><b>Errors:</b> {@code onError} with the call, path, errno and cure when the device is lost;
 * {@link IllegalStateException} for a second subscriber. Closing the pool completes the Flux.
 */
public final class DmxFlux extends Flux<ByteBuf> {

    private final DmxBufferPool pool;
    private final PesFilter filter;

    private DmxFlux(DmxBufferPool pool, PesFilter filter) {
        this.pool = pool;
        this.filter = filter;
    }

    /**
     * Makes a Flux of a pool's buffers.
     *
     * @param pool the pool; it stays the caller's to close
     * @param filter which packets to receive
     * @return a Flux that takes one subscriber at a time
     */
    public static DmxFlux of(DmxBufferPool pool, PesFilter filter) {
        return new DmxFlux(pool, filter);
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        BufferDrain drain;
        try {
            drain = pool.drain();
        } catch (IllegalStateException e) {
            Operators.error(actual, e);
            return;
        }
        DmxSubscription subscription = new DmxSubscription(actual, drain, filter, "dmxflux-" + pool.path());
        try {
            actual.onSubscribe(subscription);
        } catch (Throwable broken) {
            subscription.cancel();
            throw broken;
        } finally {
            subscription.startPolling();
        }
    }
}
