// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * Finds the packets of one stream in bytes of unknown alignment, and keeps alignment over what is between them.
 * <pre>
 *              five sync bytes in a row, every 188, 204 or 192 bytes
 *   SEARCHING ------------------------------------------------------&gt; ALIGNED   one bad sync byte: that packet is dropped
 *       ^                                                               |
 *       +------------------- two bad sync bytes in a row ---------------+
 * </pre>
 * A single 0x47 says nothing, since payload may hold it anywhere; five of them, each one packet length behind the last, are
 * a column. Three packet lengths are tried: 188, 204 with Reed-Solomon parity, 192 with a time stamp. PIDs and time stamps
 * with 0x47 in them make columns too, so all of one packet length are compared, and that is taken whose headers make most
 * sense ({@code PacketColumn}); where it cannot be told, more rows are waited for, 16 at most. A whole stream of fewer than
 * five packets is one if every sync byte of it is in place from its first byte on.
 *
 * <p>Alignment that was found is doubted at each packet whose PID is new: if another column makes more sense from there on,
 * it is lost, since bytes are missing and payload stands where headers were. A new PID near the end of the bytes is waited
 * for, until the next ones have come. All other packets cost a look into a table.
 *
 * <p><b>Shape:</b> indices are absolute; the buffer's own do not move. The caller presents the stream's bytes in order, and
 * those that could not be decided on once more with those that follow: at most {@link #MAX_UNDECIDED_BYTES}.
 * <p><b>Threading:</b> one thread.
 * <p><b>Errors:</b> none by content: what belongs to no packet is counted.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 ({@code sync_byte}) and G.1 (emulation of sync bytes); ETSI TR 101 290 5.2.1,
 * indicators 1.1 ({@code TS_sync_loss}: five in a row acquire, two bad in a row lose) and 1.2; ETSI EN 300 429 (204).
 */
public final class TsSync {

    /** Sync bytes in a row that acquire alignment. */
    public static final int PACKETS_TO_LOCK = 5;

    /** Most bytes that have to be kept to go on searching in the next ones: sixteen packets with parity. */
    public static final int MAX_UNDECIDED_BYTES = PacketColumn.ROWS * TsPacket.LENGTH_WITH_PARITY;

    /** Bytes in which each column of a packet length has five rows. */
    private static final int BYTES_TO_COMPARE = (PACKETS_TO_LOCK + 1) * TsPacket.LENGTH_WITH_PARITY;

    /** 188, 204 or 192 with alignment, 0 without. */
    private int packetLength;

    private boolean everAligned;

    /** The PIDs of packets that were taken. */
    private final KnownPids known = new KnownPids();

    /** Set from a loss until alignment is found behind it. */
    private boolean behindLoss;

    private int rest;
    private long skippedBytes;
    private long cutBytes;
    private long framingBytes;
    private long syncByteErrors;
    private long syncLosses;

    /** A stream of which nothing has been seen. */
    public TsSync() {}

    /** Forgets the stream, as before its first byte. The totals start from zero. */
    public void reset() {
        packetLength = 0;
        everAligned = false;
        behindLoss = false;
        known.clear();
        skippedBytes = 0;
        cutBytes = 0;
        framingBytes = 0;
        syncByteErrors = 0;
        syncLosses = 0;
    }

    /**
     * Notes that bytes are missing before the next ones, which may go on within a packet. What belongs to the packets that
     * are cut is counted in {@link #cutBytes}, and not as skipped.
     *
     * @param undecided how many bytes before the gap were undecided; they are not to be presented again
     * @param buffer the stream's next bytes
     * @param from index of the first
     * @param to index behind the last
     */
    public void cut(int undecided, ByteBuf buffer, int from, int to) {
        cutBytes += undecided;
        if (!areFewKnown(buffer, from, to)) {
            packetLength = 0;
        }
        behindLoss = packetLength == 0;
    }

    /**
     * Tells whether bytes are whole packets of PIDs that are known, and too few to compare columns. Any other bytes have to
     * prove their alignment: payload may have a sync byte right behind the gap, and a packet of two halves would pass.
     */
    private boolean areFewKnown(ByteBuf buffer, int from, int to) {
        int bytes = to - from;
        if (packetLength == 0 || bytes % packetLength != 0 || bytes >= PACKETS_TO_LOCK * packetLength) {
            return false;
        }
        for (int packet = from; packet < to; packet += packetLength) {
            if (!known.haveHeader(TsPacket.header(buffer, packet))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether bytes are only whole packets of 188 bytes that continue the alignment, or prove it.
     *
     * @param buffer the stream's next bytes, with none undecided before them
     * @param from index of the first
     * @param to index behind the last
     * @return true if every packet has its sync byte: the bytes are decided on
     */
    public boolean isRun(ByteBuf buffer, int from, int to) {
        int bytes = to - from;
        boolean locked = packetLength == TsPacket.LENGTH;
        if (bytes <= 0 || bytes % TsPacket.LENGTH != 0) {
            return false;
        }
        if (!locked && (packetLength != 0 || bytes < PACKETS_TO_LOCK * TsPacket.LENGTH)) {
            return false;
        }
        if (!locked && !beginsBestColumn(buffer, from, to)) {
            return false;
        }
        if (known.haveRun(buffer, from, to)) {
            return true;
        }
        for (int packet = from; packet < to; packet += TsPacket.LENGTH) {
            if (!known.haveHeader(TsPacket.header(buffer, packet)) && !isBelieved(buffer, packet, to)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether bytes that somebody has aligned before, as those of a log, are whole packets of 188 bytes; then alignment
     * is theirs. Nothing of them is doubted or waited for, so that they need not be copied.
     *
     * @param buffer the stream's next bytes, with none undecided before them
     * @param from index of the first
     * @param to index behind the last
     * @return true if every packet has its sync byte: the bytes are decided on
     */
    public boolean isAlignedRun(ByteBuf buffer, int from, int to) {
        if (to <= from || (to - from) % TsPacket.LENGTH != 0 || !PacketColumn.isWhole(buffer, from, to)) {
            return false;
        }
        lock(TsPacket.LENGTH);
        behindLoss = false;
        for (int packet = from; packet < to; packet += TsPacket.LENGTH) {
            learn(buffer, packet, packet + TsPacket.LENGTH);
        }
        return true;
    }

    /** Tells whether all rows have sync bytes, and no other column makes more sense; then it locks. */
    private boolean beginsBestColumn(ByteBuf buffer, int from, int to) {
        if (!PacketColumn.isWhole(buffer, from, to)) {
            return false;
        }
        PacketColumn best = PacketColumn.best(buffer, from, to, known);
        if (best.at() != from || best.length() != TsPacket.LENGTH) {
            return false;
        }
        lock(TsPacket.LENGTH);
        learn(buffer, from, to);
        return true;
    }

    /** Looks closer at a packet that is not expected. */
    private boolean isBelieved(ByteBuf buffer, int packet, int to) {
        return TsPacket.hasSync(buffer, packet) && judge(buffer, packet, to, false) == Verdict.RIGHT;
    }

    /**
     * Moves whole packets together, over parity, time stamps and garbage between them. {@link #rest} returns where to
     * continue.
     *
     * @param buffer the stream's next bytes
     * @param from index of the first, and of the first packet after this
     * @param to index behind the last
     * @param last whether the stream ends there; what then belongs to no packet is skipped
     * @return index behind the packets, {@code from} if there is none
     */
    public int pack(ByteBuf buffer, int from, int to, boolean last) {
        if (isRun(buffer, from, to)) {
            rest = to;
            return to;
        }
        int packed = from;
        int at = next(buffer, from, to, last);
        while (at >= 0) {
            if (at != packed) {
                buffer.setBytes(packed, buffer, at, TsPacket.LENGTH);
            }
            packed += TsPacket.LENGTH;
            framingBytes += Math.max(0, Math.min(at + packetLength, to) - at - TsPacket.LENGTH);
            at = next(buffer, at + packetLength, to, last);
        }
        rest = ~at;
        if (last) {
            skippedBytes += Math.max(0, to - rest);
        }
        return packed;
    }

    /**
     * Returns what {@link #pack} could not decide on.
     *
     * @return index of the first byte to present again, of those given to {@code pack}; beyond their end for parity, or the
     *     next packet's time stamp, that is to come and to be left out
     */
    public int rest() {
        return rest;
    }

    /**
     * Finds the next whole packet.
     *
     * @param buffer the stream's next bytes
     * @param from index of the first: behind a packet {@link #packetLength} from its beginning
     * @param to index behind the last
     * @param last whether the stream ends there
     * @return its index; or, if the bytes do not reach, the complement ({@code ~}) of the index of the first one to present
     *     again, which may be one that is to come
     */
    public int next(ByteBuf buffer, int from, int to, boolean last) {
        int at = from;
        while (true) {
            if (packetLength == 0) {
                at = acquire(buffer, at, to, last);
            }
            if (packetLength == 0 || to - at < TsPacket.LENGTH) {
                return ~at;
            }
            if (TsPacket.hasSync(buffer, at)) {
                Verdict verdict =
                        known.haveHeader(TsPacket.header(buffer, at)) ? Verdict.RIGHT : judge(buffer, at, to, last);
                if (verdict != Verdict.WRONG) {
                    return verdict == Verdict.RIGHT ? at : ~at;
                }
                lose();
                continue;
            }
            if (to - at <= packetLength) {
                return ~at; // the sync byte behind it will tell a bad byte from lost alignment
            }
            at = skipOrLose(buffer, at);
        }
    }

    private int acquire(ByteBuf buffer, int from, int to, boolean last) {
        if (last && !everAligned && skippedBytes == 0) {
            lock(ColumnSearch.lengthOfFew(buffer, from, to));
        }
        if (packetLength != 0) {
            return from;
        }
        int first = ColumnSearch.find(buffer, from, to);
        PacketColumn best = PacketColumn.best(buffer, first, to, known);
        boolean compared = to - first >= BYTES_TO_COMPARE || best.exists() && ColumnSearch.isAlone(buffer, first, to);
        boolean certain = best.isClear() && compared;
        int at = first;
        if (certain || last || to - first >= MAX_UNDECIDED_BYTES) {
            at = best.exists() ? best.at() : first;
            lock(best.length());
            learn(buffer, at, to);
        }
        if (behindLoss) {
            cutBytes += at - from;
        } else {
            skippedBytes += at - from;
        }
        behindLoss &= packetLength == 0;
        return at;
    }

    private void lock(int length) {
        packetLength = length;
        everAligned |= length != 0;
    }

    private void lose() {
        syncLosses++;
        packetLength = 0;
    }

    private enum Verdict {
        RIGHT,
        WRONG,
        UNDECIDED
    }

    /** Compares alignment at a packet of a new PID with the other columns. */
    private Verdict judge(ByteBuf buffer, int at, int to, boolean last) {
        if (TsPacket.transportError(TsPacket.header(buffer, at))) {
            return Verdict.RIGHT;
        }
        PacketColumn best = PacketColumn.best(buffer, at, to, known);
        boolean isOther = best.exists() && (best.at() - at) % packetLength != 0;
        if (isOther && best.rating() > 0 && best.rating() - rating(buffer, at, to) >= PacketColumn.CLEARLY) {
            return Verdict.WRONG;
        }
        if (!last && to - at < BYTES_TO_COMPARE) {
            return Verdict.UNDECIDED;
        }
        learn(buffer, at, to);
        return Verdict.RIGHT;
    }

    private int rating(ByteBuf buffer, int at, int to) {
        return PacketColumn.rate(buffer, at, to, packetLength, known);
    }

    private void learn(ByteBuf buffer, int from, int to) {
        int end = Math.min(to, from + PacketColumn.ROWS * packetLength);
        for (int at = from; packetLength != 0 && end - at >= TsPacket.HEADER_LENGTH; at += packetLength) {
            if (TsPacket.hasSync(buffer, at) && !TsPacket.transportError(TsPacket.header(buffer, at))) {
                known.add(TsPacket.pid(buffer, at));
            }
        }
    }

    private int skipOrLose(ByteBuf buffer, int at) {
        if (TsPacket.hasSync(buffer, at + packetLength)) {
            syncByteErrors++;
            skippedBytes += packetLength;
            return at + packetLength;
        }
        lose();
        return at;
    }

    /**
     * Returns how long packets are, with what is between them.
     *
     * @return 188, 204 or 192; 0 without alignment
     */
    public int packetLength() {
        return packetLength;
    }

    /**
     * Returns how many bytes belonged to no packet; parity and time stamps behind the first packet are not counted.
     *
     * @return bytes
     */
    public long skippedBytes() {
        return skippedBytes;
    }

    /**
     * Returns how many bytes {@link #pack} left out behind packets: parity, and time stamps of the next ones.
     *
     * @return bytes of those given to it
     */
    public long framingBytes() {
        return framingBytes;
    }

    /**
     * Returns how many bytes belonged to packets that {@link #cut} has told to be incomplete.
     *
     * @return bytes
     */
    public long cutBytes() {
        return cutBytes;
    }

    /**
     * Returns how many packets had a bad sync byte with alignment kept (indicator 1.2); they are skipped.
     *
     * @return packets
     */
    public long syncByteErrors() {
        return syncByteErrors;
    }

    /**
     * Returns how often alignment was lost after it had been found (indicator 1.1).
     *
     * @return losses, each followed by a new search
     */
    public long syncLosses() {
        return syncLosses;
    }
}
