// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PcrClock;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;

/**
 * Gives every datagram of a stream its place on the stream's own clock.
 * <pre>
 *   bytes       ----PCR------------------PCR----|datagram|------PCR----
 *   ticks           a                     b          b + (b - a) / (bytes from a to b) x (bytes since b)
 * </pre>
 * The clock is that of the first PID with PCRs. Between two of them time goes on at the rate of the two before, so it
 * is right to the tick for a stream of constant rate, and for any other off by what its rate changes within one PCR
 * interval (100 ms at most); it never runs backwards for that. Until the first PCR, and from there to the second, the
 * sender's clock is taken instead.
 *
 * <p>One service of a multiplex has no constant rate, and a picture's worth of bytes put its clock ahead by 84 ms, measured on
 * the bundled sample. But it is sent at its own pace, so there the sender's clock goes on from each PCR ({@link #paced}),
 * and is off by no more than a datagram leaves early or late.
 *
 * <p><b>Marker:</b> set where the clock jumps: a {@link PcrClock.Step#JUMP} of the PCR, or another PID's clock because the
 * first has been silent for a second. The jump itself is passed on.
 * <p><b>Losses:</b> bytes that are missing ({@link io.dmxflux.packet.Loss}) do not make the clock jump: from the gap to the
 * next PCR the sender's clock is taken, and that PCR measures no rate. It is marked only if it is off by more than a second
 * from the time that has passed here.
 * <p><b>Units:</b> 90 kHz, 32 bits that wrap; a PCR's own wrap falls on one of them and is not seen.
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

    /** Added to a 90 kHz count, of PCRs or before the first of them of the sender's clock, it gives the timestamp. */
    private int offset;

    /** From a gap to the next PCR. */
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

    /** A clock for a stream of constant rate, sent at whatever pace, whose first timestamp is {@code first}. */
    static RtpClock constantRate(int first) {
        return new RtpClock(first, false);
    }

    /** A clock for a stream of any rate that is sent at its own pace, whose first timestamp is {@code first}. */
    static RtpClock paced(int first) {
        return new RtpClock(first, true);
    }

    /** Forgets the stream: the next datagram is of another, and carries the marker unless it is the very first. */
    void discontinuity() {
        restart = true;
    }

    /**
     * Notes that something is missing before the next datagram.
     *
     * @param nowNanos the sender's monotonic clock
     */
    void gap(long nowNanos) {
        gap = pcrPid != NO_PID;
        gapNanos = nowNanos;
    }

    /**
     * Stamps the next datagram of the stream.
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

    /** Returns whether the datagram stamped last is to have the M bit. */
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

    /** Takes the first PCR behind a gap. */
    private void goOn(long ticks, long at, boolean announced, long nowNanos) {
        gap = false;
        long step = Pcr.difference(ticks, Math.floorMod(clock.ticks(), Pcr.WRAP_TICKS));
        long off = step - Pcr.fromNanos(nowNanos - pcrNanos);
        marker |= announced || Math.abs(off) > PcrClock.LONGEST_STEP_TICKS;
        clock.interrupt();
        clock.next(ticks, at, false);
    }

    /** Takes another PID's clock, without a jump: its zero means nothing. */
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
