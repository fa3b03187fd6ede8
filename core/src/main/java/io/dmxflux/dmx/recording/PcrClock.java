// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A clock that follows the PCRs of one programme.
 *
 * <p>The first PID with two PCRs that make a step leads. Packets between two of its PCRs are spread evenly; those before
 * the first pair and behind the last one keep that pair's distance:
 *
 * <pre>
 *   packet   0    1    2    3    4    5    6    7    8    9
 *   PCR                P0             P1        P2            P1 - P0 = 3 x a, P2 - P1 = 2 x b
 *   due      0    a    2a   3a   4a   5a  +b   +2b  +3b  +4b
 * </pre>
 *
 * <p>A PCR behind a {@code discontinuity_indicator}, before its predecessor, or further on than {@link #LONGEST_STEP}
 * begins a new count: its packet is due at the rate known so far. If the leading PID falls silent for as long as that,
 * the next PID with a PCR leads.
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.2.2 (arrival of bytes between PCRs), 2.4.3.5, 2.7.2.
 */
final class PcrClock implements PacketClock {

    /**
     * How far two PCRs in a row may be apart, in ticks: one second. The standard's limit is 100 ms (2.7.2), which many
     * recordings exceed; a stream that pauses for longer than a second has been cut.
     */
    static final long LONGEST_STEP = PacketStamps.PCR_HZ;

    private static final int NONE = -1;

    private final long[] lastPcr = new long[PacketStamps.PIDS];
    private final long[] lastNumber = new long[PacketStamps.PIDS];
    private int leader = NONE;
    private long anchorNumber;
    private long anchorTicks;
    private long stepTicks;
    private long stepPackets = 1;

    PcrClock() {
        Arrays.fill(lastPcr, NONE);
    }

    @Override
    public void observe(ByteBuffer packets, int offset, long number) {
        int pcr = PacketStamps.pcrOffset(packets, offset);
        if (pcr != PacketStamps.ABSENT && !PacketStamps.transportError(packets, offset)) {
            boolean discontinuity = PacketStamps.discontinuityIndicator(packets, offset);
            observePcr(number, PacketStamps.pid(packets, offset), PacketStamps.pcr(packets, pcr), discontinuity);
        }
    }

    @Override
    public boolean runs() {
        return leader != NONE;
    }

    @Override
    public boolean settles(long number) {
        return runs() && number <= anchorNumber;
    }

    @Override
    public long ticksAt(long number) {
        return anchorTicks + Math.floorDiv((number - anchorNumber) * stepTicks, stepPackets);
    }

    private void observePcr(long number, int pid, long pcr, boolean discontinuity) {
        long step = lastPcr[pid] == NONE ? 0 : Math.floorMod(pcr - lastPcr[pid], PacketStamps.PCR_MODULUS);
        if (step == 0 && lastPcr[pid] != NONE && !discontinuity) {
            return; // a duplicate packet
        }
        boolean measures = step > 0 && step <= LONGEST_STEP && !discontinuity;
        long packets = number - lastNumber[pid];
        lastPcr[pid] = pcr;
        lastNumber[pid] = number;
        if (!runs() && measures) {
            start(number, pid, step, packets);
        } else if (pid == leader && measures) {
            advance(number, step, packets);
        } else if (pid == leader || runs() && ticksAt(number) - anchorTicks > LONGEST_STEP) {
            anchor(number, pid);
        }
    }

    private void start(long number, int pid, long step, long packets) {
        leader = pid;
        anchorTicks = number * step / packets;
        anchorNumber = number;
        stepTicks = step;
        stepPackets = packets;
    }

    private void advance(long number, long step, long packets) {
        anchorTicks += step;
        anchorNumber = number;
        stepTicks = step;
        stepPackets = packets;
    }

    private void anchor(long number, int pid) {
        anchorTicks = ticksAt(number);
        anchorNumber = number;
        leader = pid;
    }
}
