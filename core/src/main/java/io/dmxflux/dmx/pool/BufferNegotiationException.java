// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.NegotiatedBuffers;

/** The driver granted too few buffers to lend any: told with what was asked and what was granted. */
public final class BufferNegotiationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was asked and granted. */
    private final transient NegotiatedBuffers negotiated;

    BufferNegotiationException(String path, NegotiatedBuffers negotiated, int reserve) {
        super(path + ": " + negotiated + " (expected: at least " + (reserve + 1) + " buffers, " + reserve
                + " to keep back and one to lend; free some memory, or ask for smaller buffers or a smaller reserve)");
        this.negotiated = negotiated;
    }

    /**
     * Returns what was asked and granted.
     *
     * @return the figures
     */
    public NegotiatedBuffers negotiated() {
        return negotiated;
    }
}
