// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.netty.buffer.ByteBuf;

/**
 * Takes the transport stream out of datagrams.
 *
 * <p><b>Threading:</b> one event loop.
 */
interface DatagramReader {

    /** What takes payloads, in order. */
    interface Output {

        /**
         * Takes one payload, by copying it.
         *
         * @param payload read from its reader index; still the caller's
         */
        void payload(ByteBuf payload);
    }

    /**
     * Looks at the next datagram.
     *
     * @param datagram still the caller's, who releases it after the call
     * @param output gets none, one, or several payloads
     */
    void read(ByteBuf datagram, Output output);

    /** Lets go of what has been kept back. */
    default void release() {}
}
