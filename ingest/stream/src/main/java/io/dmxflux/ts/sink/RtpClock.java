// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PcrClock;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;

/**
 * Computes the RTP timestamp of every datagram from the stream's own clock.
 * <pre>
 *   bytes       ----PCR------------------PCR----|datagram|------PCR----
 *   ticks           a                     b          b + (b - a) / (bytes from a to b) x (bytes since b)
 * </pre>
 * The clock is that of the first PID with PCRs. Between two of them time advances at the rate of the two before. That is
 * exact for a stream of constant rate; for others the error is the change of rate within one PCR interval (100 ms at most),
 * and the timestamp never goes back because of it. Until the second PCR the sender's clock is used instead.
 *
 * <p>A single service has no constant rate: the bytes of one picture advanced its clock by 84 ms, measured on the bundled
 * sample. But it is sent at its own pace, so from each PCR the sender's clock is used ({@link #paced}), with an error of no
 * more than a datagram leaves early or late.
 *
 * <p><b>Marker:</b> set where the clock jumps: at a {@link PcrClock.Step#JUMP} of the PCR, or at a change to another PID's
 * clock because the first had no PCR for a second. The timestamp jumps as well.
 * <p><b>Losses:</b> a {@link io.dmxflux.packet.Loss} does not make the clock jump: from the gap to the next PCR the sender's
 * clock is used, and that PCR measures no rate. The marker is set only if that PCR differs by more than a second from the
 * sender's clock.
 * <p><b>Units:</b> 90 kHz, 32 bits that wrap; the wrap of a PCR coincides with one of them.
 * <p><b>Threading:</b> the event loop.
 * <p><b>Source:</b> RFC 2250 section 2 ("target transmission time for the first byte of the packet", M bit); ISO/IEC
 * 13818-1 2.4.2.2.
 */
final class RtpClock {

    private static final int NO_PID = -1;

    private final boolean paced;

    /** Bytes of stream before the datagram that is being stamped. */
    private long position;

    private PcrClock clock = new PcrClock();
    private int pcrPid = NO_PID;
    private long pcrNanos;

    /** Added to a 90 kHz count of the PCR, or of the sender's clock before the first PCR, it gives the timestamp. */
    private int offset;

    /** Set from a gap to the next PCR. */
    private boolean gap;

    private long gapNanos;

    private boolean restart = true;
    private boolean stamped;
    private boolean marker;
    private int timestamp;

    private RtpClock(int first, boolean paced) {
        timestamp = first;
        this.paced = paced;
    }

    /** A clock for a stream of constant rate, sent at any pace, whose first timestamp is {@code first}. */
    static RtpClock constantRate(int first) {
        return new RtpClock(first, false);
    }

    /** A clock for a stream of any rate that is sent at its own pace, whose first timestamp is {@code first}. */
    static RtpClock paced(int first) {
        return new RtpClock(first, true);
    }

    /** Begins, with the marker if another clock has stamped for the same receivers before. */
    void begin(boolean later) {
        stamped = later;
    }

    /** Restarts: the next datagram is of another stream, and carries the marker unless it is the very first. */
    void discontinuity() {
        restart = true;
    }

    /**
     * Notes a loss before the next datagram.
     *
     * @param nowNanos the sender's monotonic clock
     */
    void gap(long nowNanos) {
        gap = pcrPid != NO_PID;
        gapNanos = nowNanos;
    }

    /**
     * Computes the timestamp of the next datagram.
     *
     * @param buffer where its payload lies
     * @param index of the payload
     * @param bytes of the payload, whole packets
     * @param nowNanos the sender's monotonic clock
     * @return its timestamp
     */
    int stamp(ByteBuf buffer, int index, int bytes, long nowNanos) {
        marker = restart && stamped;
        if (restart) {
            restart(nowNanos);
        }
        for (int packet = 0; packet < bytes; packet += TsPacket.LENGTH) {
            look(buffer, index + packet, position + packet, nowNanos);
        }
        int next = toTimestamp(ticksAt(position, nowNanos)) + offset;
        if (marker || next - timestamp > 0) {
            timestamp = next;
        }
        position += bytes;
        return timestamp;
    }

    /** Returns whether the last datagram needs the M bit. */
    boolean marker() {
        return marker;
    }

    private void restart(long nowNanos) {
        restart = false;
        gap = false;
        stamped = true;
        pcrPid = NO_PID;
        clock = new PcrClock();
        offset = timestamp - toTimestamp(Pcr.fromNanos(nowNanos));
    }

    private void look(ByteBuf buffer, int packet, long at, long nowNanos) {
        int header = TsPacket.header(buffer, packet);
        if (!TsPacket.hasAdaptationField(header) || TsPacket.transportError(header)) {
            return;
        }
        long ticks = AdaptationField.pcrTicks(buffer, packet);
        if (ticks == Pcr.ABSENT) {
            return;
        }
        int pid = TsPacket.pid(header);
        if (pid == pcrPid) {
            boolean announced = AdaptationField.discontinuityIndicator(buffer, packet);
            if (gap) {
                goOn(ticks, at, announced, nowNanos);
            } else {
                marker |= clock.next(ticks, at, announced) == PcrClock.Step.JUMP;
            }
            pcrNanos = nowNanos;
        } else if (pcrPid == NO_PID) {
            follow(pid, ticks, at, nowNanos);
        } else if (silentFor(at, nowNanos) > PcrClock.LONGEST_STEP_TICKS) {
            marker = true;
            gap = false;
            follow(pid, ticks, at, nowNanos);
        }
    }

    private long silentFor(long at, long nowNanos) {
        return gap ? Pcr.fromNanos(nowNanos - gapNanos) : ticksAt(at, nowNanos) - clock.ticks();
    }

    /** Continues with the first PCR behind a gap. */
    private void goOn(long ticks, long at, boolean announced, long nowNanos) {
        gap = false;
        long step = Pcr.difference(ticks, Math.floorMod(clock.ticks(), Pcr.WRAP_TICKS));
        long off = step - Pcr.fromNanos(nowNanos - pcrNanos);
        marker |= announced || Math.abs(off) > PcrClock.LONGEST_STEP_TICKS;
        clock.interrupt();
        clock.next(ticks, at, false);
    }

    /** Switches to another PID's clock, without a jump of the timestamp. */
    private void follow(int pid, long ticks, long at, long nowNanos) {
        offset += toTimestamp(ticksAt(at, nowNanos)) - toTimestamp(ticks);
        pcrPid = pid;
        pcrNanos = nowNanos;
        clock.interrupt();
        clock.next(ticks, at, false);
    }

    private long ticksAt(long at, long nowNanos) {
        if (pcrPid == NO_PID) {
            return Pcr.fromNanos(nowNanos);
        }
        if (paced || gap || !clock.hasRate()) {
            return clock.ticks() + Pcr.fromNanos(nowNanos - pcrNanos);
        }
        return clock.ticksAt(at);
    }

    private static int toTimestamp(long ticks) {
        return (int) Math.floorDiv(ticks, Pcr.TICKS_PER_BASE_UNIT);
    }
}
