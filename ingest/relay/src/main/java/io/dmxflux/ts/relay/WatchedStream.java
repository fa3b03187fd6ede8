// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

/**
 * A service that is sent to viewers, beside what a plan has.
 *
 * <p><b>Threading:</b> any thread; {@link #close} on any but an event loop's.
 */
public final class WatchedStream {

    private final RunningOutput output;
    private final Runnable remove;

    WatchedStream(RunningOutput output, Runnable remove) {
        this.output = output;
        this.remove = remove;
    }

    /**
     * Tells whether nothing comes any more: the input has ended, or was closed.
     *
     * @return true also after {@link #close}
     */
    public boolean hasEnded() {
        return output.ended().isDone();
    }

    /** Ends it, and keeps its books. Closing twice does nothing. */
    public void close() {
        remove.run();
    }
}
