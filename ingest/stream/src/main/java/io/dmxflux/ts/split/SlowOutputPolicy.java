// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/** The policy for outputs that do not keep up. */
public enum SlowOutputPolicy {

    /** The oldest batches of the output are dropped and counted; the input and all other outputs continue. For live inputs. */
    DROP_OLDEST,

    /**
     * The input, and with it all other outputs, wait for the output. For files that are read as fast as possible.
     *
     * <p>An output without a subscriber has no demand: once it is full, the input waits without a limit, and without an
     * event. Subscribe to every output, or {@link SplitOutput#close} it.
     */
    PAUSE_INPUT
}
