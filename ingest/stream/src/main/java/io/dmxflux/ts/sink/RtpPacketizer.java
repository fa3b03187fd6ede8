// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.op.DatagramBursts;
import io.netty.buffer.ByteBuf;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
 * <p><b>Out of a log</b> ({@link LoggedDatagrams}), number, timestamp and M bit of each datagram are the log's, and so is the
 * source unless one is given: what two hosts send of one log is the same, byte for byte, and a receiver can merge it.
 * <p><b>Threading:</b> the event loop.
 * <p><b>Source:</b> RFC 3550 5.1; RFC 2250 section 2; SMPTE ST 2022-7 for what a receiver merges.
 */
final class RtpPacketizer {

    private static final int LOGGED_BYTES = DatagramBursts.PACKETS_PER_DATAGRAM * TsPacket.LENGTH;

    private final RtpSession session;
    private final RtpClock clock;
    private final LongSupplier nanoClock;

    private boolean begun;
    private final Loss.Reader losses = new Loss.Reader();

    private final RtpSequence sequence;
    private final boolean sourceIsGiven;

    /** What the last run was of, and how many datagrams of it are written. */
    private @Nullable LoggedDatagrams logged;

    private int loggedWritten;

    /**
     * Makes the headers of a sink.
     *
     * @param sourceIsGiven whether the session's source is somebody's choice
     */
    RtpPacketizer(
            RtpSession session, RtpClock clock, RtpSequence sequence, boolean sourceIsGiven, LongSupplier nanoClock) {
        this.session = session;
        this.clock = clock;
        this.sequence = sequence;
        this.sourceIsGiven = sourceIsGiven;
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
        LoggedDatagrams ofLog = LoggedDatagrams.of(run);
        if (ofLog != null && isCutAs(ofLog, count, payloadBytes)) {
            writeLogged(headers, count, ofLog);
            return headers;
        }
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

    /** Runs come in order: those of one buffer go on where the one before has ended. */
    private boolean isCutAs(LoggedDatagrams ofLog, int count, int payloadBytes) {
        if (ofLog != logged) {
            logged = ofLog;
            loggedWritten = 0;
        }
        return payloadBytes == LOGGED_BYTES && loggedWritten + count <= ofLog.count();
    }

    private void writeLogged(ByteBuf headers, int count, LoggedDatagrams ofLog) {
        int source = sourceIsGiven ? session.ssrc() : ofLog.source();
        for (int end = loggedWritten + count; loggedWritten < end; loggedWritten++) {
            RtpHeader.write(
                    headers,
                    ofLog.begins() && loggedWritten == 0,
                    session.payloadType(),
                    (int) (ofLog.first() + loggedWritten),
                    ofLog.timestamp(loggedWritten),
                    source);
        }
    }
}
