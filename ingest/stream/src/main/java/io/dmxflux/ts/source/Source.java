// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;

/**
 * An opened input: a stream of bytes, and what was lost before it could be emitted.
 *
 * <p><b>Ownership:</b> buffers are the subscriber's from {@code onNext} on; the source is its opener's to close.
 * <p><b>Threading:</b> {@link #stats()} and {@link #close()} from any thread.
 */
public interface Source extends AutoCloseable {

    /**
     * Returns the stream.
     *
     * @return buffers of whole or broken packets, for one subscriber at a time
     */
    Flux<ByteBuf> buffers();

    /**
     * Returns what was lost on the way here.
     *
     * @return totals, now
     */
    SourceStats stats();

    /**
     * Says in one line what it is.
     *
     * @return a phrase for a person
     */
    @Override
    String toString();

    /**
     * Ends the stream and lets go of everything once the last buffer has come home. Where all that there is belongs to
     * the subscription, there is nothing left to do.
     */
    @Override
    default void close() {
        // the subscription has closed its file or socket itself
    }

    /**
     * Tells when everything is let go.
     *
     * @return completes after {@link #close()}
     */
    default CompletionStage<Void> whenClosed() {
        return CompletableFuture.completedStage(null);
    }
}
