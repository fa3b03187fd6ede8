// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;

/**
 * Somebody who reads a service.
 *
 * <p><b>Threading:</b> all methods on {@link #executor}'s thread.
 */
interface Reader {

    /** Returns the thread that it reads on. */
    EventExecutor executor();

    /**
     * Begins.
     *
     * @param first tables, and what has come since the last point at which a decoder can begin; the reader's to release
     */
    void begin(List<ByteBuf> first);

    /**
     * Goes on.
     *
     * @param batch what has come; the caller's, so that who keeps it retains it
     */
    void take(ByteBuf batch);

    /** Tells whether it has left, so that it is not to begin any more. */
    boolean hasLeft();

    /** The thread has been busy for so long that so many bytes were dropped before what comes next. */
    void missed(long bytes);

    /** What comes from here on does not follow on what has come. */
    void interrupted();

    /** The service has left for good. */
    void end();
}
