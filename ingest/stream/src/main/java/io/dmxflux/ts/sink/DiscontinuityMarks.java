// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;

/**
 * Tells the readers of a file that packets are missing at one place of it, or another recording begins there: the first
 * packet of each PID behind it has {@code discontinuity_indicator} set, and the first with a PCR as well.
 *
 * <p>A packet with an adaptation field is marked in a copy; before one without, a packet is added that has nothing but the
 * mark, and the counter that the other follows on from. Null packets have no counter.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.5 ({@code discontinuity_indicator}).
 */
final class DiscontinuityMarks {

    private static final int PIDS = 0x2000;
    private static final int NULL_PID = 0x1FFF;
    private static final int DISCONTINUITY = 0x80;
    private static final int FLAGS = AdaptationField.OFFSET + 1;
    private static final int COUNTER_MASK = 0x0F;
    private static final int ALONE = 0x20;
    private static final int STUFFING = 0xFF;

    private final BitSet seen = new BitSet(PIDS);
    private final BitSet clocked = new BitSet(PIDS);

    /**
     * Marks what has to be marked.
     *
     * @param packets whole packets, which stay the caller's and are not changed
     * @return the same buffer if there is nothing to mark, otherwise a copy with the marks, the caller's to release
     */
    ByteBuf mark(ByteBuf packets) {
        int first = packets.readerIndex();
        int end = packets.writerIndex();
        if (packets.readableBytes() % TsPacket.LENGTH != 0) {
            return packets;
        }
        ByteBuf marked = packets;
        for (int packet = first; packet < end; packet += TsPacket.LENGTH) {
            boolean marks = needsMark(packets, packet);
            if (marks && marked == packets) {
                marked = PacketBuffers.allocate(2 * packets.readableBytes());
                marked.writeBytes(packets, first, packet - first);
            }
            if (marked != packets) {
                copy(packets, packet, marks, marked);
            }
        }
        return marked;
    }

    private boolean needsMark(ByteBuf packets, int packet) {
        int header = TsPacket.header(packets, packet);
        int pid = TsPacket.pid(header);
        if (!TsPacket.hasSync(packets, packet) || TsPacket.transportError(header) || pid == NULL_PID) {
            return false;
        }
        boolean isFirst = !seen.get(pid);
        seen.set(pid);
        if (clocked.get(pid) || AdaptationField.length(packets, packet) == 0) {
            return isFirst;
        }
        boolean hasPcr = AdaptationField.hasPcr(packets, packet);
        if (hasPcr) {
            clocked.set(pid);
        }
        return isFirst || hasPcr;
    }

    private static void copy(ByteBuf from, int packet, boolean marks, ByteBuf to) {
        int length = AdaptationField.length(from, packet);
        boolean hasFlags = length > 0 && length <= AdaptationField.MAX_LENGTH;
        if (marks && !hasFlags) {
            addMark(TsPacket.header(from, packet), to);
        }
        int copied = to.writerIndex();
        to.writeBytes(from, packet, TsPacket.LENGTH);
        if (marks && hasFlags) {
            to.setByte(copied + FLAGS, to.getByte(copied + FLAGS) | DISCONTINUITY);
        }
    }

    /** A packet without payload keeps the counter of the one before it. */
    private static void addMark(int header, ByteBuf to) {
        int pid = TsPacket.pid(header);
        int counter = TsPacket.continuityCounter(header) - (TsPacket.hasPayload(header) ? 1 : 0) & COUNTER_MASK;
        to.writeByte(TsPacket.SYNC_BYTE).writeShort(pid).writeByte(ALONE | counter);
        to.writeByte(AdaptationField.MAX_LENGTH).writeByte(DISCONTINUITY);
        for (int i = FLAGS + 1; i < TsPacket.LENGTH; i++) {
            to.writeByte(STUFFING);
        }
    }
}
