// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Looks for a header in the bytes of a stream. */
interface HeaderSearch {

    /**
     * Looks at all readable bytes, and reads away those that no header begins in.
     *
     * @param data the bytes so far
     * @return what the first sound header says; null if it is not there, or not whole
     */
    @Nullable
    StreamFormat find(ByteBuf data);
}
