// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.op.DatagramBursts;
import io.netty.buffer.ByteBuf;
import java.util.function.LongSupplier;

/**
 * Writes an RTP header for each datagram of a run. Payloads are not moved.
 * <pre>
 *   run        |   payload 0   |   payload 1   |   payload 2   |           one buffer
 *   headers    |h0|h1|h2|                                                  another
 *   sent       |h0|   payload 0   |h1|   payload 1   |h2|   payload 2   |  parts of both: the kernel gathers them
 * </pre>
 *
 * <p>Sequence numbers and timestamps begin at random. Sequence and source continue over all streams of a sink, and of the next
 * sink with the same destination, see {@link RtpSequence}; the first datagram of each later stream has the M bit.
 * <p><b>Threading:</b> the event loop.
 * <p><b>Source:</b> RFC 3550 5.1; RFC 2250 section 2.
 */
final class RtpPacketizer {

    private final RtpSession session;
    private final RtpClock clock;
    private final LongSupplier nanoClock;

    private boolean begun;
    private final Loss.Reader losses = new Loss.Reader();

    private final RtpSequence sequence;

    RtpPacketizer(RtpSession session, RtpClock clock, RtpSequence sequence, LongSupplier nanoClock) {
        this.session = session;
        this.clock = clock;
        this.sequence = sequence;
        this.nanoClock = nanoClock;
    }

    /** Notes that the next datagram does not continue the last one. */
    void discontinuity() {
        clock.discontinuity();
    }

    /**
     * Writes the headers of a run.
     *
     * @param run payloads; stays the caller's
     * @param payloadBytes bytes of each, but the last, which may be shorter
     * @return a header for each, owned by the caller
     */
    ByteBuf headers(ByteBuf run, int payloadBytes) {
        int count = DatagramBursts.divideUp(run.readableBytes(), payloadBytes);
        ByteBuf headers = PacketBuffers.allocate(count * RtpHeader.LENGTH);
        long now = nanoClock.getAsLong();
        if (!begun) {
            begun = true;
            clock.begin(sequence.isUsed());
        }
        if (losses.next(run) != null) {
            clock.gap(now);
        }
        int number = sequence.take(count);
        for (int at = run.readerIndex(); at < run.writerIndex(); at += payloadBytes) {
            int timestamp = clock.stamp(run, at, Math.min(payloadBytes, run.writerIndex() - at), now);
            RtpHeader.write(headers, clock.marker(), session.payloadType(), number++, timestamp, session.ssrc());
        }
        return headers;
    }
}
