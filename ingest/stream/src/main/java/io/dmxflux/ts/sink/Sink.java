// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Where a stream goes.
 *
 * <p><b>Ownership:</b> each buffer is the sink's from {@code onNext} on, which releases it once it is written or refused.
 * <p><b>Threading:</b> every method from any thread.
 * <p><b>Closing:</b> a sink is closed by its opener, also where what {@link #send} returns is never subscribed to. Where
 * that is not a {@code try} block, {@link Mono#using} opens and closes it with the subscription.
 */
public interface Sink extends AutoCloseable {

    /**
     * Takes a stream, once the result is subscribed to; one at a time.
     *
     * @param buffers what to write; each is handed over
     * @return completes when upstream has and everything is written or refused; fails with upstream's error, or when the
     *     sink cannot go on. Cancelling it cancels upstream
     */
    Mono<Void> send(Publisher<? extends ByteBuf> buffers);

    /**
     * Returns what has become of what the sink was given.
     *
     * @return what was taken and what refused, up to now
     */
    SendStats stats();

    /** Lets go of socket or file. */
    @Override
    void close();
}
