// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where a stream goes.
 *
 * <p><b>Ownership:</b> each buffer is the sink's from {@code onNext} on, which releases it once it is written or refused.
 * <p><b>Threading:</b> every method from any thread.
 */
public interface Sink extends AutoCloseable {

    /**
     * Takes a stream, once the result is subscribed to; one at a time.
     *
     * @param buffers what to write; each is handed over
     * @return completes when upstream has and everything is written or refused; fails with upstream's error, or when the
     *     sink cannot go on. Cancelling it cancels upstream
     */
    Mono<Void> send(Flux<ByteBuf> buffers);

    /**
     * Returns the ledger.
     *
     * @return what was taken and what refused, up to now
     */
    SendTotals totals();

    /** Lets go of socket or file. */
    @Override
    void close();
}
