// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

/**
 * The sends that one buffer has become; runs its action when the last of them is done. It can then be begun again.
 *
 * <p><b>Threading:</b> the event loop.
 */
final class Batch {

    private final Runnable onDone;
    private int open;

    Batch(Runnable onDone) {
        this.onDone = onDone;
    }

    /** Opens it until {@link #done} closes it, so that it cannot end while it is being filled. */
    Batch begin() {
        open = 1;
        return this;
    }

    boolean isDone() {
        return open == 0;
    }

    void started() {
        open++;
    }

    void done() {
        if (--open == 0) {
            onDone.run();
        }
    }
}
