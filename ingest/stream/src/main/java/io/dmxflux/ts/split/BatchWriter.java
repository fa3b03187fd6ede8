// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.op.DepartureSchedule;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Copies the packets of one output into batches of datagrams, and queues a batch when it is full or when its first packet
 * has waited for its longest time.
 * <pre>
 *   |7|7|7|7|7|7|7|7|     full: due when its last packet is
 *   |7|7|7|  |4..         the first packet's time is up: three datagrams leave, the rest begins the next batch
 *   |3|                   the first packet's time is up before a datagram is full: it leaves as it is
 *   |7|7|5|               something is missing behind its last packet: due when that is
 *   |7|7|7|7|4|           the end of a chunk, where datagrams are to be those of a log: due when its last packet is
 * </pre>
 *
 * <p><b>Ownership:</b> owns the open batch; a finished one belongs to the queue.
 * <p><b>Threading:</b> one thread.
 */
final class BatchWriter {

    private final int datagramBytes;
    private final int batchBytes;
    private final long fillNanos;
    private final boolean numbered;
    private final BatchQueue queue;

    private @Nullable ByteBuf open;

    /** Which datagrams of a log the open batch has; null if they are of none. */
    private @Nullable LoggedDatagrams openLogged;

    private long packets;
    private long generated;

    /** Since when the first packet of the batch waits, and the first packet of its last datagram. */
    private long batchNanos;

    private long datagramNanos;

    /** When the first packet of the batch was due. */
    private long firstDueNanos;

    /** When the next packets came, and until when they are all due, if they are to leave together; 0 otherwise. */
    private long cameNanos;

    private long togetherNanos;

    /** When the last packet was due. */
    private long lastNanos;

    /** What is missing before the next packet, and before the first one of the open batch. */
    private @Nullable Loss missing;

    private @Nullable Loss openMissing;

    /** Null where the output does not keep them. */
    private final @Nullable BatchArrivals arrivals;

    /** Null where a batch is filled as packets come. */
    private final @Nullable LoggedSlots slots;

    private int dropped;

    BatchWriter(SplitOutputConfig config, BatchQueue queue) {
        this.datagramBytes = config.datagramBytes();
        this.batchBytes = config.batchBytes();
        this.fillNanos = config.fillNanos();
        this.numbered = config.isCutAsLog();
        this.arrivals = config.keepsArrivals() ? new BatchArrivals() : null;
        this.slots = config.logShare() > 0 ? new LoggedSlots(config.logShare()) : null;
        this.queue = queue;
    }

    /** Tells whether what it writes is to follow from a log alone, whenever it began. */
    boolean isOfLog() {
        return slots != null;
    }

    /** Tells whether all that is counted begins again with a chunk, so that it is the same for all who read the log. */
    boolean beginsPeriod(LoggedDatagrams chunk) {
        return slots != null && slots.beginsPeriod(chunk);
    }

    /** Makes datagrams of what has come up to the end of a chunk. */
    void fillSlots(LoggedDatagrams chunk, DepartureSchedule schedule) {
        if (slots == null) {
            return;
        }
        slots.begin(chunk);
        while (slots.left() > 0) {
            int count = Math.min(slots.left(), batchBytes / datagramBytes);
            long firstNanos = schedule.dueNanos(slots.endBytes(chunk, 0));
            lastNanos = schedule.dueNanos(slots.endBytes(chunk, count - 1));
            ByteBuf batch = slots.take(chunk, count);
            queue.add(missing == null ? batch : Loss.mark(batch, missing), firstNanos, lastNanos);
            missing = null;
        }
        int nulls = slots.takeNulls();
        packets += nulls;
        generated += nulls;
        int excess = slots.dropExcess();
        if (excess > 0) {
            dropped += excess;
            missing = Loss.sum(missing, Loss.of(Loss.Account.POLICY, excess));
        }
    }

    /** Returns what was dropped of a service that needs more than its share of the log; from any thread. */
    ShareStats share() {
        return slots == null ? ShareStats.NONE : slots.stats();
    }

    /** Returns how many bytes were dropped since, as the service needs more than its share of the log. */
    int takeDropped() {
        int taken = dropped;
        dropped = 0;
        return taken;
    }

    /**
     * Copies one packet.
     *
     * @param from where it lies
     * @param index of its first byte
     * @param dueNanos when it is due
     */
    void add(ByteBuf from, int index, long dueNanos) {
        sealFull(copy(from, index, 1, dueNanos), dueNanos);
    }

    /**
     * Copies one packet, and replaces its header.
     *
     * @param from where it lies
     * @param index of its first byte
     * @param dueNanos when it is due
     * @param header the new header of four bytes
     */
    void add(ByteBuf from, int index, long dueNanos, int header) {
        ByteBuf batch = copy(from, index, 1, dueNanos);
        batch.setInt(batch.writerIndex() - TsPacket.LENGTH, header);
        sealFull(batch, dueNanos);
    }

    /** The same, and sets {@code discontinuity_indicator} in the packet's adaptation field. */
    void addDiscontinuous(ByteBuf from, int index, long dueNanos, int header) {
        ByteBuf batch = copy(from, index, 1, dueNanos);
        int packet = batch.writerIndex() - TsPacket.LENGTH;
        batch.setInt(packet, header);
        AdaptationField.setDiscontinuityIndicator(batch, packet);
        sealFull(batch, dueNanos);
    }

    /**
     * Copies the packets of the last buffer.
     *
     * @param from where they lie
     * @param index of the first
     * @param packets how many
     * @param schedule when each of them is due
     */
    void addAll(ByteBuf from, int index, int packets, DepartureSchedule schedule) {
        LoggedDatagrams logged = logged(from, packets);
        if (logged != null) {
            seal(lastNanos);
        }
        int at = 0;
        while (at < packets) {
            int run = Math.min(packets - at, room());
            long dueNanos = schedule.dueNanos((at + run) * TsPacket.LENGTH);
            ByteBuf batch = copy(from, index + at * TsPacket.LENGTH, run, dueNanos);
            openLogged = logged != null ? logged.part(datagrams(at), datagrams(run)) : null;
            sealFull(batch, dueNanos);
            at += run;
        }
        if (logged != null) {
            seal(lastNanos);
        }
    }

    /** Returns which datagrams of a log packets are, where that is wanted; null if they are not all of a whole chunk. */
    @Nullable
    LoggedDatagrams logged(ByteBuf from, int packets) {
        LoggedDatagrams known = numbered || slots != null ? LoggedDatagrams.of(from) : null;
        return known == null || known.count() != datagrams(packets) ? null : known;
    }

    private static int datagrams(int packets) {
        return DatagramBursts.divideUp(packets, DatagramBursts.PACKETS_PER_DATAGRAM);
    }

    private ByteBuf copy(ByteBuf from, int index, int packets, long dueNanos) {
        if (slots != null) {
            this.packets += packets;
            return slots.add(from, index, packets);
        }
        long fromNanos = togetherNanos == 0 ? dueNanos : Math.max(dueNanos, cameNanos + togetherNanos);
        sealExpired(togetherNanos == 0 ? dueNanos : cameNanos);
        ByteBuf batch = open(fromNanos, dueNanos);
        lastNanos = dueNanos;
        if (batch.readableBytes() % datagramBytes == 0) {
            datagramNanos = fromNanos;
        }
        this.packets += packets;
        if (arrivals != null) {
            arrivals.add(from, index, packets * TsPacket.LENGTH);
        }
        return batch.writeBytes(from, index, packets * TsPacket.LENGTH);
    }

    /**
     * The next packets came together, and wait from when the last of them is due: a batch that is not full has all that has come
     * until it leaves.
     *
     * @param nanos when they came
     * @param spreadNanos over which they are spread; 0 if each waits from when it is due
     */
    void together(long nanos, long spreadNanos) {
        cameNanos = nanos;
        togetherNanos = spreadNanos;
    }

    /** Tells whether batches carry when their packets came. */
    boolean keepsArrivals() {
        return arrivals != null;
    }

    /** The next packets came then, those of a buffer run by run, where anybody wants to know. */
    void came(@Nullable ByteBuf buffer, Arrivals noted) {
        if (arrivals != null) {
            arrivals.came(buffer, noted);
        }
    }

    /** Ends the batch, as something is missing before the next packet: the batch that this begins carries it. */
    void missing(Loss gap) {
        seal(lastNanos);
        missing = Loss.sum(missing, gap);
    }

    /** Counts the packet that is added next as one that the input does not have. */
    void countGenerated() {
        generated++;
    }

    /** Returns how many packets were added. */
    long packets() {
        return packets;
    }

    /** Returns how many of them the input does not have. */
    long generatedPackets() {
        return generated;
    }

    private void sealFull(ByteBuf batch, long dueNanos) {
        if (batch == open && batch.readableBytes() == batchBytes) {
            finish(batch, firstDueNanos, dueNanos);
        }
    }

    private void finish(ByteBuf batch, long firstNanos, long dueNanos) {
        Loss gap = openMissing;
        openMissing = null;
        open = null;
        ByteBuf logged = openLogged == null ? batch : LoggedDatagrams.mark(batch, openLogged);
        openLogged = null;
        ByteBuf stamped = arrivals == null ? logged : Arrivals.mark(logged, arrivals.take(batch.readableBytes()));
        queue.add(gap == null ? stamped : Loss.mark(stamped, gap), firstNanos, dueNanos);
    }

    private ByteBuf open(long fromNanos, long dueNanos) {
        ByteBuf batch = open;
        if (batch == null) {
            batch = PacketBuffers.allocate(batchBytes);
            open = batch;
            batchNanos = fromNanos;
            firstDueNanos = dueNanos;
            openMissing = missing;
            missing = null;
        }
        return batch;
    }

    /** Returns how many packets fit into the open batch, or into a new one if none is open. */
    private int room() {
        return (batchBytes - (open == null ? 0 : open.readableBytes())) / TsPacket.LENGTH;
    }

    /** Returns when to wake up for the open batch; {@code Long.MAX_VALUE} while there is none. */
    long wakeUpNanos() {
        return open == null
                ? Long.MAX_VALUE
                : CoalescedWakeUp.between(batchNanos + enoughNanos(), batchNanos + fillNanos);
    }

    /** Ends the batch if its first packet has waited for its longest time. */
    private void sealExpired(long nowNanos) {
        sealOlder(nowNanos, fillNanos);
    }

    /** Ends the batch if there is no later coalesced wake-up before its first packet has waited for its longest time. */
    void sealAwake(long nowNanos) {
        if (nowNanos >= wakeUpNanos() || isLastRead(nowNanos)) {
            sealOlder(nowNanos, enoughNanos());
        }
    }

    /** Tells whether what is read next would be too late: a loop with many sockets reads the last ones behind the moment. */
    private boolean isLastRead(long nowNanos) {
        return togetherNanos > 0 && nowNanos - batchNanos > fillNanos - CoalescedWakeUp.ROUNDEST_NANOS;
    }

    private long enoughNanos() {
        return fillNanos * 3 / 5;
    }

    private void sealOlder(long nowNanos, long ageNanos) {
        ByteBuf batch = open;
        if (batch == null || nowNanos - batchNanos < ageNanos) {
            return;
        }
        int whole = batch.readableBytes() / datagramBytes * datagramBytes;
        int rest = batch.readableBytes() - whole;
        long firstNanos = batchNanos;
        ByteBuf kept = whole > 0 && rest > 0 ? keep(batch, whole, rest) : null;
        finish(batch, firstNanos, firstNanos + ageNanos);
        if (kept != null) {
            open = kept;
            batchNanos = datagramNanos;
            firstDueNanos = datagramNanos;
        }
        sealOlder(nowNanos, ageNanos);
    }

    private ByteBuf keep(ByteBuf batch, int whole, int rest) {
        ByteBuf next = PacketBuffers.allocate(batchBytes).writeBytes(batch, batch.readerIndex() + whole, rest);
        batch.writerIndex(batch.readerIndex() + whole);
        return next;
    }

    /** Returns how much the open batch has, or waits for a slot. */
    int openBytes() {
        ByteBuf batch = open;
        return (batch == null ? 0 : batch.readableBytes()) + (slots == null ? 0 : slots.waitingBytes());
    }

    /** Ends the batch, to leave at once. */
    void seal(long nowNanos) {
        if (open != null) {
            finish(open, batchNanos, nowNanos);
        }
    }

    void discard() {
        if (slots != null) {
            slots.drop();
        }
        if (open != null) {
            open.release();
            open = null;
            if (arrivals != null) {
                arrivals.clear();
            }
        }
    }
}
