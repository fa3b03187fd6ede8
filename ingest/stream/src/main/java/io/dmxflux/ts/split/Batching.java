// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Puts packets together into batches of datagrams, and ends a batch when it is full or when its first packet has waited
 * for long enough.
 * <pre>
 *   |7|7|7|7|7|7|7|7|     full: due when its last packet is
 *   |7|7|7|  |4..         the first packet's time is up: three datagrams leave, the rest begins the next batch
 *   |3|                   the first packet's time is up before a datagram is full: it leaves as it is
 * </pre>
 *
 * <p><b>Ownership:</b> of the batch that is open; a finished one goes to the {@link Sealed}.
 * <p><b>Threading:</b> one thread.
 */
final class Batching {

    /** Who takes a finished batch. */
    interface Sealed {
        void batch(ByteBuf batch, long firstNanos, long dueNanos);
    }

    private final int datagramBytes;
    private final int batchBytes;
    private final long fillNanos;
    private final Sealed sealed;

    private @Nullable ByteBuf open;

    /** When the first packet of the batch was due, and that of the datagram which is filling. */
    private long batchNanos;

    private long datagramNanos;

    Batching(SplitOutputConfig config, Sealed sealed) {
        this.datagramBytes = config.datagramBytes();
        this.batchBytes = config.batchBytes();
        this.fillNanos = config.longestFill().toNanos();
        this.sealed = sealed;
    }

    /**
     * Copies whole packets.
     *
     * @param from where they lie
     * @param index of the first
     * @param packets how many, no more than there is {@link #room} for
     * @param dueNanos when the last of them is due
     */
    void add(ByteBuf from, int index, int packets, long dueNanos) {
        sealFull(copy(from, index, packets, dueNanos), dueNanos);
    }

    /**
     * Copies one packet and gives it another PID.
     *
     * @param from where it lies
     * @param index of its first byte
     * @param pid the PID that it gets
     * @param dueNanos when it is due
     */
    void addAs(int pid, ByteBuf from, int index, long dueNanos) {
        ByteBuf batch = copy(from, index, 1, dueNanos);
        TsPacket.setPid(batch, batch.writerIndex() - TsPacket.LENGTH, pid);
        sealFull(batch, dueNanos);
    }

    private ByteBuf copy(ByteBuf from, int index, int packets, long dueNanos) {
        sealExpired(dueNanos);
        ByteBuf batch = open(dueNanos);
        if (batch.readableBytes() % datagramBytes == 0) {
            datagramNanos = dueNanos;
        }
        return batch.writeBytes(from, index, packets * TsPacket.LENGTH);
    }

    private void sealFull(ByteBuf batch, long dueNanos) {
        if (batch.readableBytes() == batchBytes) {
            open = null;
            sealed.batch(batch, batchNanos, dueNanos);
        }
    }

    private ByteBuf open(long dueNanos) {
        ByteBuf batch = open;
        if (batch == null) {
            batch = PacketBuffers.allocate(batchBytes);
            open = batch;
            batchNanos = dueNanos;
        }
        return batch;
    }

    /** Returns how many packets fit into the batch that is open, or into the next one if none is. */
    int room() {
        return (batchBytes - (open == null ? 0 : open.readableBytes())) / TsPacket.LENGTH;
    }

    /** Returns when to wake up for the batch that is open; {@code Long.MAX_VALUE} while there is none. */
    long wakeUpNanos() {
        return open == null ? Long.MAX_VALUE : WakeUp.between(batchNanos + enoughNanos(), batchNanos + fillNanos);
    }

    /** Ends the batch if its first packet has waited for as long as it may. */
    private void sealExpired(long nowNanos) {
        sealOlder(nowNanos, fillNanos);
    }

    /** Ends the batch if there is no better moment to come before its first packet has waited for as long as it may. */
    void sealAwake(long nowNanos) {
        if (nowNanos >= wakeUpNanos()) {
            sealOlder(nowNanos, enoughNanos());
        }
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
        open = null;
        if (whole > 0 && rest > 0) {
            keep(batch, whole, rest);
        }
        sealed.batch(batch, firstNanos, firstNanos + ageNanos);
        sealOlder(nowNanos, ageNanos);
    }

    private void keep(ByteBuf batch, int whole, int rest) {
        open(datagramNanos).writeBytes(batch, batch.readerIndex() + whole, rest);
        batch.writerIndex(batch.readerIndex() + whole);
    }

    /** Ends the batch as it is, to leave at once. */
    void seal(long nowNanos) {
        ByteBuf batch = open;
        open = null;
        if (batch != null) {
            sealed.batch(batch, batchNanos, nowNanos);
        }
    }

    void discard() {
        if (open != null) {
            open.release();
            open = null;
        }
    }
}
