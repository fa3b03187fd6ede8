// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;

/**
 * Recognises how the packets lie in the datagrams, and takes them whether they are expected so or not: plain, behind RTP, or
 * behind some other header.
 * <pre>
 *   PLAIN    | 47 ... | 47 ... |                 also packets that are cut anywhere, where they are expected
 *   RTP      | 80 21 ... | 47 ... | 47 ... |
 *   HEADED   | n bytes | 47 ... | 47 ... |       n + k x 188 bytes; the n bytes are skipped
 * </pre>
 *
 * <p>One kind is followed, plain or RTP. The expected kind is followed as soon as it comes, the other when none of the kind
 * followed has come for 0.2 s, or for four of its longest gaps, at most a second; until then it is foreign, and counted as left
 * out if it is followed then. Where none is expected, that is so for both. Where RTP is followed, only whole packets are plain.
 *
 * <p>Bytes in front of whole packets are a header only if the datagram before ended with a whole packet, or if they have
 * been there several times in a row: a stream that is cut anywhere has the end of a packet there.
 * <p><b>Threading:</b> one event loop.
 * <p><b>Source:</b> RFC 2250 section 2; RFC 3550 5.1.
 */
final class FramingReader implements DatagramReader {

    private static final long SHORTEST_SILENCE_NANOS = 200_000_000;
    private static final long LONGEST_SILENCE_NANOS = 1_000_000_000;
    private static final int SILENT_GAPS = 4;
    private static final int GAP_FADES = 256;

    /** What counts of the time from one datagram to the next: a process that was stopped finds both kinds in its queue. */
    private static final long LONGEST_STEP_NANOS = 100_000_000;

    /** Without the other kind for so long, both at once are news again. */
    private static final long ALONE_NANOS = 5_000_000_000L;

    /** Headers in a row that are believed, whatever came before. */
    private static final int ENOUGH_HEADERS = 4;

    private final UdpSourceStats.Framing expected;
    private final UdpSourceStats.Counters counters;
    private final LeftOutPackets stream;
    private final RtpReader rtp;

    private boolean follows;
    private boolean followsRtp;
    private long lastHeardNanos;
    private boolean contested;
    private int dropped;

    private long lastReadNanos;
    private long clock;
    private long heard;
    private long longestGap;

    /** Datagrams of the other kind since the one followed was heard, and when the last of them came. */
    private int others;

    private long lastOther;

    /** Whether the plain datagram before ended with a whole packet. */
    private boolean endedWhole = true;

    private int headers;

    FramingReader(UdpSourceStats.Framing expected, UdpSourceStats.Counters counters) {
        this.expected = expected;
        this.counters = counters;
        this.stream = new LeftOutPackets();
        this.rtp = new RtpReader(counters, stream);
    }

    @Override
    public void read(ByteBuf datagram, int droppedBefore, long nowNanos, Output behind) {
        Output output = stream.to(behind);
        dropped += droppedBefore;
        boolean rtpExpected = expected == UdpSourceStats.Framing.RTP;
        if (!datagram.isReadable()) {
            counters.empty.incrementAndGet();
        } else if (isRtp(datagram, rtpExpected || follows && followsRtp) && !isRestOfPacket(datagram)) {
            if (isFollowed(datagram, true, rtpExpected, nowNanos, output)) {
                rtp.read(datagram, takeDropped(), nowNanos, output);
            }
        } else if (beginsPlain(datagram)) {
            if (isFollowed(datagram, false, expected == UdpSourceStats.Framing.PLAIN, nowNanos, output)) {
                readPlain(datagram, output);
            }
        } else if (rtpExpected || follows && followsRtp) {
            counters.foreign.incrementAndGet();
            counters.accounts.arrived(datagram.readableBytes());
            counters.accounts.foreign(datagram.readableBytes());
        } else {
            readPlain(datagram, output);
        }
    }

    /** Where RTP comes anyway its reader judges each datagram, elsewhere it is whole packets behind the header. */
    private static boolean isRtp(ByteBuf datagram, boolean comesAnyway) {
        if (!RtpHeader.isRtp(datagram)) {
            return false;
        }
        int length = RtpHeader.payloadLength(datagram);
        return comesAnyway
                || length > 0
                        && length % TsPacket.LENGTH == 0
                        && areWhole(datagram, RtpHeader.payloadOffset(datagram), length);
    }

    /**
     * Tells whether what looks like an RTP header is the rest of the packet with which the plain datagram before ended: one in 64
     * of 44 bytes of any payload looks like a header with eight CSRCs.
     */
    private boolean isRestOfPacket(ByteBuf datagram) {
        return !followsRtp && !endedWhole && RtpHeader.payloadType(datagram) != RtpHeader.PAYLOAD_TYPE_MP2T;
    }

    /** Tells whether a datagram consists of whole packets, but for a header. */
    private static boolean beginsPlain(ByteBuf datagram) {
        int bytes = datagram.readableBytes();
        int header = bytes % TsPacket.LENGTH;
        return TsPacket.hasSync(datagram, datagram.readerIndex())
                ? header == 0
                : header > 0 && bytes > header && areWhole(datagram, header, bytes - header);
    }

    private static boolean areWhole(ByteBuf datagram, int offset, int length) {
        int start = datagram.readerIndex() + offset;
        for (int packet = start; packet < start + length; packet += TsPacket.LENGTH) {
            if (!TsPacket.hasSync(datagram, packet)) {
                return false;
            }
        }
        return true;
    }

    private boolean isFollowed(ByteBuf datagram, boolean asRtp, boolean isExpected, long nowNanos, Output output) {
        boolean followed = follow(asRtp, isExpected, nowNanos, output);
        if (!followed) {
            counters.accounts.arrived(datagram.readableBytes());
            counters.accounts.foreign(datagram.readableBytes());
            leaveOut(datagram, asRtp);
        }
        return followed;
    }

    private void leaveOut(ByteBuf datagram, boolean asRtp) {
        if (asRtp) {
            stream.leaveOut(datagram, RtpHeader.payloadOffset(datagram), RtpHeader.payloadLength(datagram));
        } else {
            int header = datagram.readableBytes() % TsPacket.LENGTH;
            stream.leaveOut(datagram, header, datagram.readableBytes() - header);
        }
    }

    /** Returns false for a datagram of the kind that is not followed, which is counted. */
    private boolean follow(boolean asRtp, boolean isExpected, long nowNanos, Output output) {
        clock += follows ? Math.min(nowNanos - lastReadNanos, LONGEST_STEP_NANOS) : 0;
        lastReadNanos = nowNanos;
        if (follows && followsRtp == asRtp) {
            hear();
        } else if (follows && !isExpected && !isSilent(nowNanos)) {
            leaveOut();
            return false;
        } else {
            settle();
            interruptFollowed(output); // what was left out of this kind is foreign, and not missing
            follows = true;
            followsRtp = asRtp;
            contested = false;
            longestGap = 0;
            counters.framing = asRtp ? UdpSourceStats.Framing.RTP : UdpSourceStats.Framing.PLAIN;
        }
        others = 0;
        heard = clock;
        lastHeardNanos = nowNanos;
        return true;
    }

    private boolean isSilent(long nowNanos) {
        long silence = Math.min(Math.max(SHORTEST_SILENCE_NANOS, SILENT_GAPS * longestGap), LONGEST_SILENCE_NANOS);
        return clock - heard >= silence || nowNanos - lastHeardNanos >= LONGEST_SILENCE_NANOS;
    }

    /** The other kind has not taken its place: there are two senders. */
    private void hear() {
        longestGap = Math.max(clock - heard, longestGap - longestGap / GAP_FADES);
        settle();
        if (others > 0 && !contested) {
            contested = true;
            counters.rivals.incrementAndGet();
        }
        contested &= clock - lastOther < ALONE_NANOS;
    }

    /** It is known what the datagrams of the other kind were. */
    private void settle() {
        if (others > 0) { // as a rule there are none, and this is asked at each datagram
            counters.leftOut.addAndGet(others);
        }
    }

    private void leaveOut() {
        counters.foreign.incrementAndGet();
        others++;
        lastOther = clock;
    }

    private int takeDropped() {
        int before = dropped;
        dropped = 0;
        return before;
    }

    private void readPlain(ByteBuf datagram, Output output) {
        endedWhole &= dropped == 0; // or the rest of a packet that was cut would be taken for a header
        int rest = datagram.readableBytes() % TsPacket.LENGTH;
        if (rest == 0) {
            endedWhole = TsPacket.hasSync(datagram, datagram.readerIndex());
            headers = 0;
        } else if (!beginsPlain(datagram)) {
            endedWhole = false;
            headers = 0;
            counters.odd.incrementAndGet();
        } else if (endedWhole || ++headers >= ENOUGH_HEADERS) {
            endedWhole = true;
            headers = ENOUGH_HEADERS;
            counters.headerBytes = rest;
            counters.framing = UdpSourceStats.Framing.HEADED;
            datagram.skipBytes(rest);
        } else {
            endedWhole = false;
            counters.odd.incrementAndGet();
        }
        if (counters.framing == UdpSourceStats.Framing.ANY) {
            counters.framing = UdpSourceStats.Framing.PLAIN; // cut anywhere
        }
        int bytes = datagram.readableBytes();
        counters.accounts.arrived(bytes);
        counters.accounts.payload(bytes);
        int droppedBefore = takeDropped();
        if (droppedBefore > 0) {
            output.missing(Loss.of(Loss.Account.KERNEL, (long) droppedBefore * bytes));
        }
        counters.payload.incrementAndGet();
        counters.bytes.addAndGet(bytes);
        output.payload(datagram);
    }

    @Override
    public void interrupt(Output output) {
        settle();
        others = 0;
        interruptFollowed(stream.to(output));
    }

    private void interruptFollowed(Output output) {
        if (follows) {
            rtp.interrupt(output);
            output.missing(Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        }
    }

    @Override
    public void expire(long nowNanos, Output output) {
        rtp.expire(nowNanos, stream.to(output));
    }

    @Override
    public boolean waits() {
        return rtp.waits();
    }

    @Override
    public boolean takesAnySender() {
        return follows && !followsRtp && others == 0 && !contested;
    }

    @Override
    public void release() {
        settle();
        others = 0;
        rtp.release();
    }
}
