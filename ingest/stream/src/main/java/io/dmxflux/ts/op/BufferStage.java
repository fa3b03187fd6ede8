// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The work of one operator on one subscription: a buffer in, at most one buffer out.
 *
 * <p><b>Ownership:</b> {@link #apply} takes over the buffer and the caller takes over the result. A stage that throws
 * has released the buffer, and a stage holds no buffer between two calls, so that a cancelled one need not be told.
 * <p><b>Threading:</b> one call at a time.
 */
interface BufferStage {

    /**
     * Takes the next buffer of the stream.
     *
     * @param buffer the buffer, now owned by the stage
     * @return the buffer to emit, which may be the same one; {@code null} to emit nothing yet
     */
    @Nullable
    ByteBuf apply(ByteBuf buffer);

    /**
     * Takes note that the stream has completed.
     *
     * @return a last buffer to emit, allowed only if the call of {@link #apply} before, if any, returned {@code null};
     *     otherwise {@code null}
     */
    default @Nullable ByteBuf complete() {
        return null;
    }
}
