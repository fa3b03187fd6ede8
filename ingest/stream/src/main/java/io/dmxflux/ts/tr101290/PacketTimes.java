// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PcrClock;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;

/**
 * The time of each packet since the first one, and how far off it may be.
 * <pre>
 *   by arrival    buffer before ---- this buffer       a packet came before the last one of its buffer by what is behind it, at
 *                                 | | | | | |          the mean rate. It may be off by what that is for the whole buffer; and
 *                                                      after a pause that was too long, by that pause, for as long again,
 *                                                      unless nothing came at all
 *   by PCR        PCR  packet  packet  PCR             a packet has its place between two PCRs of one PID. If the second is in
 *                                                      another buffer, by the mean rate, and off by what that PCR corrects
 * </pre>
 *
 * <p>A limit is exceeded only if it is by more than {@link #tolerance}. By PCR, time begins with the first one that has a second.
 *
 * <p><b>Units:</b> nanoseconds. Time never goes back.
 * <p><b>Threading:</b> one thread.
 */
public final class PacketTimes {

    /** PCRs of other PIDs without one of the reference, after which another PID becomes that. */
    private static final int PATIENCE = 64;

    private static final double KEPT = 63.0 / 64;

    /** By PCR, a correction is forgotten so much slower than time goes by: the rate may be as wrong at the next one. */
    private static final int CORRECTIONS_LAST = 16;

    /** Without the next PCR, time goes on as far as that may be away (ISO/IEC 13818-1 2.7.2), and waits there. */
    private static final long LONGEST_GUESS = Pcr.TICKS_PER_SECOND / 10;

    private final boolean byPcr;

    // -- by arrival
    private long startNanos;
    private long bufferNanos;
    private double nanosPerByte;
    private double meanNanos;
    private double meanBytes;
    private long shareNanos;
    private boolean begun;

    // -- by PCR
    private final PcrClock clock = new PcrClock();
    private int reference = -1;
    private int others;
    private long ticks;
    private long start;

    /** From the last PCR to the next, if that is in the same buffer; 0 otherwise. */
    private long stretchTicks;

    private long stretchLength;

    private int first;
    private int end;
    private long packets;
    private long now;
    private long late;
    private long lateAt;

    /**
     * Times of a stream of which nothing has come.
     *
     * @param time what tells them
     */
    public PacketTimes(Tr101290Config.Time time) {
        byPcr = time == Tr101290Config.Time.PCR;
    }

    /**
     * Begins a buffer of packets.
     *
     * @param buffer whole packets; read until {@link #end}
     * @param arrivalNanos when the last of them arrived; ignored by PCR
     * @param nothingCame whether it is known that nothing came before it, and so that nothing was held up
     */
    public void begin(ByteBuf buffer, long arrivalNanos, boolean nothingCame) {
        first = buffer.readerIndex();
        end = buffer.writerIndex();
        if (!byPcr) {
            arrive(arrivalNanos, buffer.readableBytes(), nothingCame);
        }
    }

    private void arrive(long arrivalNanos, int bytes, boolean nothingCame) {
        if (!begun) {
            begun = true;
            startNanos = arrivalNanos;
        }
        long before = bufferNanos;
        bufferNanos = Math.max(before, arrivalNanos - startNanos);
        long gap = bufferNanos - before;
        shareNanos = Math.min(gap, meanBytes == 0 ? 0 : (long) (bytes * meanNanos / meanBytes));
        nanosPerByte = bytes == 0 ? 0 : (double) shareNanos / bytes;
        if (nothingCame) {
            late = 0;
            return;
        }
        late = Math.max(gap - shareNanos, late - gap);
        meanNanos = meanNanos * KEPT + gap;
        meanBytes = meanBytes * KEPT + bytes;
    }

    /** Ends it: what is asked for from here on is the time of its last packet. */
    public void end() {
        int whole = (end - first) / TsPacket.LENGTH;
        if (whole > 0) {
            at(first + (whole - 1) * TsPacket.LENGTH);
            packets += whole;
        }
    }

    /**
     * Returns the time of a packet in the buffer.
     *
     * @param packet index of its first byte, not before that of the one that was asked for last
     * @return since the first packet
     */
    public long at(int packet) {
        long time = byPcr
                ? Pcr.toNanos(ticksAt(position(packet)))
                : bufferNanos - (long) ((end - packet - TsPacket.LENGTH) * nanosPerByte);
        now = Math.max(now, time);
        return now;
    }

    /**
     * Returns the number of a packet in the stream.
     *
     * @param packet index of its first byte
     * @return from 0 on
     */
    public long position(int packet) {
        return packets + (packet - first) / TsPacket.LENGTH;
    }

    private long ticksAt(long position) {
        long length = position - clock.position();
        if (stretchLength > 0) {
            return ticks + Math.floorDiv(length * stretchTicks, stretchLength);
        }
        long since = clock.position() - start;
        long guess = since > 0 && ticks > 0 ? Math.floorDiv(length * ticks, since) : clock.ticksIn(length);
        return ticks + Math.min(guess, LONGEST_GUESS);
    }

    /**
     * Takes a PCR, which may tell the time.
     *
     * @param pid the packet's
     * @param pcrTicks its PCR
     * @param buffer that which was begun
     * @param packet index of its first byte
     */
    public void pcr(int pid, long pcrTicks, ByteBuf buffer, int packet) {
        if (!byPcr) {
            return;
        }
        boolean discontinuity = AdaptationField.discontinuityIndicator(buffer, packet);
        if (pid == reference) {
            follow(pcrTicks, position(packet), discontinuity);
        } else if (reference < 0 || ++others == PATIENCE) {
            long at = position(packet);
            ticks = ticksAt(at);
            start = ticks == 0 ? at : start;
            reference = pid;
            clock.interrupt();
            clock.next(pcrTicks, at, discontinuity);
        } else {
            return;
        }
        others = 0;
        lookAhead(pcrTicks, buffer, packet);
    }

    /** Finds the next PCR of the reference. */
    private void lookAhead(long pcrTicks, ByteBuf buffer, int packet) {
        stretchLength = 0;
        for (int next = packet + TsPacket.LENGTH; next + TsPacket.LENGTH <= end; next += TsPacket.LENGTH) {
            int header = TsPacket.header(buffer, next);
            if (TsPacket.pid(header) == reference && TsPacket.hasAdaptationField(header)) {
                long nextTicks = AdaptationField.pcrTicks(buffer, next);
                if (nextTicks != Pcr.ABSENT) {
                    long step = Pcr.difference(nextTicks, pcrTicks);
                    boolean isRegular = step > 0
                            && step <= PcrClock.LONGEST_STEP_TICKS
                            && !AdaptationField.discontinuityIndicator(buffer, next);
                    stretchTicks = step;
                    stretchLength = isRegular ? (next - packet) / TsPacket.LENGTH : 0;
                    return;
                }
            }
        }
    }

    private void follow(long pcrTicks, long at, boolean discontinuity) {
        boolean hadRate = isKnown();
        long expected = ticksAt(at);
        long before = clock.ticks();
        PcrClock.Step step = clock.next(pcrTicks, at, discontinuity);
        ticks = hadRate && step == PcrClock.Step.REGULAR ? ticks + clock.ticks() - before : expected;
        long time = Pcr.toNanos(ticks);
        late = Math.max(Math.abs(Pcr.toNanos(ticks - expected)), late - (time - lateAt) / CORRECTIONS_LAST);
        lateAt = time;
    }

    /** Begins another stretch of the stream, behind a gap. */
    public void interrupt() {
        reference = -1;
    }

    boolean isEmpty() {
        return packets == 0;
    }

    /** Tells whether there is a time: by PCR there is none before the second one. */
    boolean isKnown() {
        return !byPcr || clock.hasRate() || stretchLength > 0;
    }

    /** {@return the time of the packet that was asked for last} */
    public long now() {
        return now;
    }

    /** Returns by how much times may be off. */
    long tolerance() {
        return late + shareNanos;
    }
}
