// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DatagramBursts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Puts the packets of a service out of a log into datagrams whose numbers follow from the log alone: one for every so many
 * datagrams of the log, at a constant share of its rate.
 * <pre>
 *   log        0  1  2  3 | 4  5  6  7 | 8  9 10 11 |      a slot is four datagrams, in this case
 *   service       s  s  s |    s       | s s  s s s |      s: a packet
 *   sent       [sssn nnn]   [snnnnnn]    [sssssnn]         n: a null packet
 *   number     0            1            2                 that of the log's datagrams, divided by four
 * </pre>
 * What came in a chunk is spread evenly over the slots that end in it. What does not fit waits for the next ones, so that two
 * readers that began at different moments have the same from the first chunk on behind which nothing waits.
 *
 * <p><b>Holds:</b> the packets that wait, {@value #MOST_BYTES} bytes at most; where they would be more, all of them are dropped.
 * <p><b>Threading:</b> one thread.
 */
final class LoggedSlots {

    /** What waits of a service that needs more than its share: about a second of 8 Mbit/s. */
    static final int MOST_BYTES = 1 << 20;

    /** Ten seconds of 90 kHz: tables come more often than that. */
    private static final long PERIOD = 900_000;

    private static final int PACKETS = DatagramBursts.PACKETS_PER_DATAGRAM;
    private static final int DATAGRAM_BYTES = PACKETS * TsPacket.LENGTH;
    private static final byte[] NULL_PACKET = nullPacket();

    private final int share;
    private final ByteBuf waiting = Unpooled.buffer(DATAGRAM_BYTES);

    // -- of the chunk that is being put into slots
    private long next;
    private long end;
    private long packetsOut;
    private long packetsIn;
    private long slotsOut;
    private long slotsIn;

    // -- since the last time that something was dropped
    private long loggedDatagrams;
    private long comeBytes;

    private int nulls;
    private boolean begun;
    private long period;
    private volatile ShareStats stats = ShareStats.NONE;

    /**
     * No packets.
     *
     * @param share how many datagrams of the log a slot is
     */
    LoggedSlots(int share) {
        this.share = share;
    }

    private static byte[] nullPacket() {
        byte[] packet = new byte[TsPacket.LENGTH];
        Arrays.fill(packet, (byte) 0xFF);
        packet[0] = TsPacket.SYNC_BYTE;
        packet[1] = (byte) (Pid.NULL >> Byte.SIZE);
        packet[3] = 0x10; // payload only
        return packet;
    }

    /** Copies packets behind those that wait, and returns where they lie last. */
    ByteBuf add(ByteBuf from, int index, int packets) {
        waiting.discardSomeReadBytes();
        comeBytes += (long) packets * TsPacket.LENGTH;
        return waiting.writeBytes(from, index, packets * TsPacket.LENGTH);
    }

    int waitingBytes() {
        return waiting.readableBytes();
    }

    /** Drops what waits if it is too much, and returns how much that is. */
    int dropExcess() {
        if (waiting.readableBytes() <= MOST_BYTES) {
            return 0;
        }
        int bytes = drop();
        stats = stats.plus(new ShareStats(bytes / TsPacket.LENGTH, fittingShare()));
        loggedDatagrams = 0;
        comeBytes = 0;
        return bytes;
    }

    /** A full datagram for so many of the log is what has come. */
    private int fittingShare() {
        long fits = loggedDatagrams * DATAGRAM_BYTES / comeBytes;
        return (int) Math.max(1, Math.min(share - 1, fits));
    }

    /** Returns what was dropped as it did not fit; from any thread. */
    ShareStats stats() {
        return stats;
    }

    /** Drops all that waits, and returns how much that is. */
    int drop() {
        int bytes = waiting.readableBytes();
        waiting.clear();
        return bytes;
    }

    /** Tells whether a chunk is the first of a period, which is where all that is counted begins again. */
    boolean beginsPeriod(LoggedDatagrams chunk) {
        long before = period;
        period = Integer.toUnsignedLong(chunk.timestamp(0)) / PERIOD;
        boolean begins = begun && period != before;
        begun = true;
        return begins;
    }

    /** Goes to the slots that end in a chunk. */
    void begin(LoggedDatagrams chunk) {
        next = Math.floorDiv(chunk.first(), (long) share);
        end = Math.floorDiv(chunk.first() + chunk.count(), (long) share);
        slotsIn = end - next;
        slotsOut = 0;
        loggedDatagrams += chunk.count();
        packetsIn = Math.min(waiting.readableBytes() / TsPacket.LENGTH, slotsIn * PACKETS);
        packetsOut = 0;
    }

    /** Returns how many slots of the chunk are left. */
    int left() {
        return (int) (end - next);
    }

    /** Returns how much of a chunk there is up to the end of one of the slots that are left. */
    int endBytes(LoggedDatagrams chunk, int slot) {
        return (lastDatagram(chunk, slot) + 1) * DATAGRAM_BYTES;
    }

    /** Returns the index in a chunk of the datagram with which one of the slots that are left ends. */
    private int lastDatagram(LoggedDatagrams chunk, int slot) {
        return (int) ((next + slot + 1) * share - 1 - chunk.first());
    }

    /**
     * Writes the datagrams of the next slots of a chunk, which carry their numbers.
     *
     * @param count how many, at most as many as are left
     * @return a batch, the caller's
     */
    ByteBuf take(LoggedDatagrams chunk, int count) {
        int[] timestamps = new int[count];
        for (int slot = 0; slot < count; slot++) {
            timestamps[slot] = chunk.timestamp(lastDatagram(chunk, slot));
        }
        boolean begins = chunk.begins() && slotsOut == 0;
        LoggedDatagrams taken = LoggedDatagrams.of(chunk.source(), next, begins, timestamps);
        ByteBuf batch = PacketBuffers.allocate(count * DATAGRAM_BYTES);
        for (int slot = 0; slot < count; slot++) {
            write(batch);
        }
        next += count;
        return LoggedDatagrams.mark(batch, taken);
    }

    /** Returns how many packets the last slots had that are null. */
    int takeNulls() {
        int taken = nulls;
        nulls = 0;
        return taken;
    }

    /** Writes the packets of one slot, so many that all of them are spread evenly, and null packets behind them. */
    private void write(ByteBuf batch) {
        slotsOut++;
        int packets = (int) (packetsIn * slotsOut / slotsIn - packetsOut);
        packetsOut += packets;
        batch.writeBytes(waiting, packets * TsPacket.LENGTH);
        for (int i = packets; i < PACKETS; i++) {
            batch.writeBytes(NULL_PACKET);
        }
        nulls += PACKETS - packets;
    }
}
