// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/** What happens when an output does not keep up. */
public enum SlowOutputPolicy {

    /** It loses its oldest batches, which are counted; the input and all other outputs go on. For live inputs. */
    DROP_OLDEST,

    /** The input waits for it, and with the input all other outputs. For files that are read as fast as possible. */
    PAUSE_INPUT
}
