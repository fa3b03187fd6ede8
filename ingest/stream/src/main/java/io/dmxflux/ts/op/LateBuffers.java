// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Releases the buffers that no subscriber takes any more: of an operator or a sink whose stream has ended.
 *
 * <p><b>Threading:</b> any; one thread at a time for one buffer.
 */
public final class LateBuffers {

    private LateBuffers() {}

    /**
     * Releases a buffer that arrives after cancellation, or after the end; the latter is first given to Reactor's hook
     * {@code onNextDropped}.
     *
     * @param buffer handed over
     * @param cancelled whether the stream was cancelled, after which a buffer may be late
     * @param context the subscriber's, which may have a hook of its own
     */
    public static void drop(ByteBuf buffer, boolean cancelled, Context context) {
        try {
            if (!cancelled) {
                Operators.onNextDropped(buffer, context);
            }
        } finally {
            releaseOnce(buffer);
        }
    }

    /**
     * Releases a buffer unless that has happened: a hook may be called twice for one buffer, or have released it.
     *
     * @param buffer handed over, or released already
     */
    public static void releaseOnce(ByteBuf buffer) {
        if (buffer.refCnt() > 0) {
            buffer.release();
        }
    }
}
