// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PcrClock;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Tells when each packet of a recording is due: by its PCRs, or by a given bit rate.
 *
 * <p><b>Units:</b> packets are numbered from 0; ticks are of 27 MHz and begin with packet 0.
 */
interface PacketClock {

    /** The highest bit rate, in bits per second: its ticks never overflow 64 bits. */
    long FASTEST = 200_000_000;

    /** Returns a clock that follows the PCRs of one program. */
    static PacketClock byPcrs() {
        return new ByPcrs();
    }

    /** Returns a clock for a stream of constant bit rate, from 1 to {@link #FASTEST}. */
    static PacketClock ofBitRate(long bitsPerSecond) {
        return new OfBitRate(bitsPerSecond);
    }

    /** Takes the next packet, possibly long before it is due. */
    void observe(ByteBuf buffer, int packet, long number);

    /** Returns whether the clock runs: before that, every packet is due at 0. */
    boolean runs();

    /** Returns whether the due time of a packet is final: observing more packets does not change it. */
    boolean settles(long number);

    /** Returns when a packet is due, in ticks: by the PCRs observed, and beyond them at the last known rate. */
    long ticksAt(long number);

    /**
     * Due by the PCRs of the first PID with two that make a regular step. Packets between two of its PCRs are spread evenly;
     * those before the first pair and behind the last one keep that pair's distance:
     *
     * <pre>
     *   packet   0    1    2    3    4    5    6    7    8    9
     *   PCR                P0             P1        P2            P1 - P0 = 3 x a, P2 - P1 = 2 x b
     *   due      0    a    2a   3a   4a   5a  +b   +2b  +3b  +4b
     * </pre>
     *
     * <p>Where that clock jumps, the packet is due at the rate known so far, and the count goes on from there. If the leading
     * PID falls silent for as long as the longest step, the next PID with a PCR leads. A duplicate packet is ignored.
     */
    final class ByPcrs implements PacketClock {

        private static final int NONE = -1;

        /** Until one of them leads, a clock for each PID that has shown a PCR. */
        private @Nullable PcrClock[] candidates = new @Nullable PcrClock[Pid.COUNT];

        private PcrClock clock = new PcrClock();
        private int leader = NONE;

        /** Added to the leading program's time it gives the time since packet 0. */
        private long offset;

        private ByPcrs() {}

        @Override
        public void observe(ByteBuf buffer, int packet, long number) {
            long pcr = AdaptationField.pcrTicks(buffer, packet);
            if (pcr == Pcr.ABSENT || TsPacket.transportError(buffer, packet)) {
                return;
            }
            int pid = TsPacket.pid(buffer, packet);
            boolean discontinuity = AdaptationField.discontinuityIndicator(buffer, packet);
            if (!runs()) {
                compete(pid, pcr, number, discontinuity);
            } else if (pid == leader) {
                follow(pcr, number, discontinuity);
            } else if (clock.ticksIn(number - clock.position()) > PcrClock.LONGEST_STEP_TICKS) {
                leader = pid;
                clock.interrupt();
                follow(pcr, number, discontinuity);
            }
        }

        @Override
        public boolean runs() {
            return leader != NONE;
        }

        @Override
        public boolean settles(long number) {
            return runs() && number <= clock.position();
        }

        @Override
        public long ticksAt(long number) {
            return clock.ticksAt(number) + offset;
        }

        private void compete(int pid, long pcr, long number, boolean discontinuity) {
            PcrClock candidate = candidates[pid];
            if (candidate == null) {
                candidate = new PcrClock();
                candidates[pid] = candidate;
            }
            if (candidate.repeats(pcr) && !discontinuity) {
                return;
            }
            if (candidate.next(pcr, number, discontinuity) == PcrClock.Step.REGULAR) {
                leader = pid;
                clock = candidate;
                offset = clock.ticksIn(number) - clock.ticks();
                candidates = new @Nullable PcrClock[0];
            }
        }

        private void follow(long pcr, long number, boolean discontinuity) {
            if (clock.repeats(pcr) && !discontinuity) {
                return;
            }
            long due = ticksAt(number);
            if (clock.next(pcr, number, discontinuity) != PcrClock.Step.REGULAR) {
                offset = due - clock.ticks();
            }
        }
    }

    /** Due at a constant rate. */
    final class OfBitRate implements PacketClock {

        private static final long TICKS_PER_PACKET_PER_SECOND = TsPacket.LENGTH * Byte.SIZE * Pcr.TICKS_PER_SECOND;

        private final long bitsPerSecond;

        private OfBitRate(long bitsPerSecond) {
            if (bitsPerSecond < 1 || bitsPerSecond > FASTEST) {
                throw new IllegalArgumentException(
                        "bitsPerSecond: " + bitsPerSecond + " (expected: 1 to " + FASTEST + ")");
            }
            this.bitsPerSecond = bitsPerSecond;
        }

        @Override
        public void observe(ByteBuf buffer, int packet, long number) {}

        @Override
        public boolean runs() {
            return true;
        }

        @Override
        public boolean settles(long number) {
            return true;
        }

        @Override
        public long ticksAt(long number) {
            long whole = number / bitsPerSecond * TICKS_PER_PACKET_PER_SECOND;
            return whole + number % bitsPerSecond * TICKS_PER_PACKET_PER_SECOND / bitsPerSecond;
        }
    }
}
