// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;

/**
 * Extracts the transport stream from datagrams.
 *
 * <p>Each datagram ends on exactly one account of {@link UdpSourceStats.Counters}: payload, late, duplicate, foreign,
 * malformed or empty.
 *
 * <p><b>Units:</b> nanoseconds of a clock that does not jump, taken once for each read of the socket.
 * <p><b>Threading:</b> one event loop.
 */
interface DatagramReader {

    /** Receives payloads and the gaps between them, in order. */
    interface Output {

        /**
         * Takes one payload, by copying it.
         *
         * @param payload read from its reader index; still the caller's
         */
        void payload(ByteBuf payload);

        /**
         * Takes a loss before the next payload.
         *
         * @param loss the loss
         */
        void missing(Loss loss);
    }

    /**
     * Takes the next datagram.
     *
     * @param datagram stays the caller's, which releases it after the call; its indexes may change
     * @param dropped how many datagrams the kernel has dropped between the one before and this one
     * @param nowNanos when the socket was read
     * @param output receives none, one, or several payloads
     */
    void read(ByteBuf datagram, int dropped, long nowNanos, Output output);

    /**
     * Takes note that nothing could be received for a time, behind all that was read: what the next datagram shows to be missing is
     * on the account of that.
     *
     * @param output receives the payloads that waited
     */
    void interrupt(Output output);

    /**
     * Gives up waiting where a time limit has passed, after the datagrams that had arrived until then were read.
     *
     * @param nowNanos when the socket was read
     * @param output receives the payloads that waited
     */
    void expire(long nowNanos, Output output);

    /**
     * Tells whether {@link #expire} has to be called although nothing arrives.
     *
     * @return true while payloads wait
     */
    boolean waits();

    /**
     * Tells whether datagrams are taken whatever their sender is, and nothing of another kind comes beside them: if there are several
     * senders, what they send is mixed.
     *
     * @return true for plain packets
     */
    boolean takesAnySender();

    /** Releases the payloads that wait. */
    void release();
}
