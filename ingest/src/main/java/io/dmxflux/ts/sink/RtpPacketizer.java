// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.function.LongSupplier;

/**
 * Puts an RTP header before each datagram of a run, without moving the payload.
 * <pre>
 *   run        |   payload 0   |   payload 1   |   payload 2   |           one buffer
 *   headers    |h0|h1|h2|                                                  another
 *   result     |h0|   payload 0   |h1|   payload 1   |h2|   payload 2   |  slices of both: the kernel gathers them
 * </pre>
 *
 * <p>Sequence numbers and timestamps begin at random; the sequence and the source stay the same over all streams that
 * one sink sends, and the first datagram of each later stream has the M bit.
 * <p><b>Threading:</b> the event loop.
 * <p><b>Source:</b> RFC 3550 5.1; RFC 2250 section 2.
 */
final class RtpPacketizer {

    private final RtpSession session;
    private final RtpClock clock;
    private final LongSupplier nanoClock;

    private int sequence;

    RtpPacketizer(RtpSession session, RtpClock clock, int firstSequence, LongSupplier nanoClock) {
        this.session = session;
        this.clock = clock;
        this.sequence = firstSequence;
        this.nanoClock = nanoClock;
    }

    /** Notes that the next datagram does not follow on from the last. */
    void discontinuity() {
        clock.discontinuity();
    }

    /**
     * Labels a run.
     *
     * @param run payloads; taken over
     * @param payloadBytes bytes of each, but the last, which may be shorter
     * @return headers and payloads in turn, owned by the caller
     */
    ByteBuf packetize(ByteBuf run, int payloadBytes) {
        int count = (run.readableBytes() + payloadBytes - 1) / payloadBytes;
        ByteBuf headers = ByteBufAllocator.DEFAULT.directBuffer(count * RtpHeader.LENGTH);
        CompositeByteBuf datagrams = ByteBufAllocator.DEFAULT.compositeDirectBuffer(2 * count);
        long now = nanoClock.getAsLong();
        while (run.isReadable()) {
            int bytes = Math.min(payloadBytes, run.readableBytes());
            int timestamp = clock.stamp(run, run.readerIndex(), bytes, now);
            RtpHeader.write(headers, clock.marker(), session.payloadType(), sequence++, timestamp, session.ssrc());
            datagrams.addComponent(true, headers.readRetainedSlice(RtpHeader.LENGTH));
            datagrams.addComponent(true, run.readRetainedSlice(bytes));
        }
        headers.release();
        run.release();
        return datagrams;
    }
}
