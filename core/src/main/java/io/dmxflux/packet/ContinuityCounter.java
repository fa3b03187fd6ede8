// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Checks the continuity counters of all PIDs of a stream by the rule of {@link Continuity}, and counts missing packets. Null
 * packets are ignored.
 *
 * <p>Errors are counted by the rule, in whatever order packets come. Missing packets are those that do not come at all: one that
 * comes late, or comes again some packets later, is an error and is not missing, see {@link RecentPackets}.
 *
 * <p><b>Units:</b> {@code missingPackets} is modulo 16 at each gap, see {@link Continuity#missing}.
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3; ETSI TR 101 290 5.2.1, indicator 1.4 ({@code Continuity_count_error}).
 */
public final class ContinuityCounter {

    private final @Nullable RecentPackets[] recent = new RecentPackets[Pid.COUNT];

    /** Of all PIDs, so far, where they are not numbered by the caller. */
    private long packets;

    private long errors;
    private long missingPackets;
    private long duplicates;
    private long newlyMissing;
    private long newlyRecovered;
    private int lastMissing;

    /** A counter that has seen no packet. */
    public ContinuityCounter() {}

    /**
     * Takes the next packet of the stream.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return false if its counter is wrong: an error of indicator 1.4
     */
    public boolean check(ByteBuf buffer, int packet) {
        return check(TsPacket.header(buffer, packet), buffer, packet, packets++);
    }

    /**
     * Takes the next packet of the stream if it is one in which there is nothing to look at, which costs one comparison.
     *
     * @param head of the packet, see {@link TsPacket#head}
     * @return false if it is yet to be given to {@link #check(int, ByteBuf, int, long)}
     */
    public boolean goesOn(long head) {
        int header = TsPacket.header(head);
        RecentPackets known = recent[TsPacket.pid(header)];
        return known != null && known.goesOn(header, (int) head);
    }

    /**
     * Takes the next packet of the stream, of any kind.
     *
     * @param header of the packet
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @param number of the packet in the stream
     * @return false if its counter is wrong: an error of indicator 1.4
     */
    public boolean check(int header, ByteBuf buffer, int packet, long number) {
        int pid = TsPacket.pid(header);
        RecentPackets known = recent[pid];
        return known != null && known.goOn(header, buffer, packet) || isRight(header, buffer, packet, number);
    }

    private boolean isRight(int header, ByteBuf buffer, int packet, long number) {
        int pid = TsPacket.pid(header);
        if (pid == Pid.NULL || !Continuity.counts(header)) {
            return true;
        }
        RecentPackets known = recent(pid);
        int state = known.take(header, buffer, packet, number);
        count(known.missing());
        return Continuity.followsOn(state) || !countsGap(state);
    }

    private void count(int missing) {
        missingPackets += missing;
        lastMissing = missing;
        newlyMissing += Math.max(0, missing);
        newlyRecovered += Math.max(0, -missing);
    }

    private boolean countsGap(int state) {
        if (Continuity.isDuplicate(state)) {
            duplicates++;
        }
        if (!Continuity.isGap(state)) {
            return false;
        }
        errors++;
        return true;
    }

    private RecentPackets recent(int pid) {
        RecentPackets known = recent[pid];
        if (known == null) {
            known = new RecentPackets();
            recent[pid] = known;
        }
        return known;
    }

    /**
     * Forgets every PID's counter, after a change that breaks them all at once, such as another multiplex. The totals
     * stay.
     */
    public void reset() {
        for (RecentPackets known : recent) {
            if (known != null) {
                known.forget();
            }
        }
    }

    /**
     * Returns how often a counter was wrong.
     *
     * @return errors as indicator 1.4 counts them
     */
    public long errors() {
        return errors;
    }

    /**
     * Returns how many packets are missing, at least. It becomes less when one comes after all.
     *
     * @return packets
     */
    public long missingPackets() {
        return missingPackets;
    }

    /**
     * Returns how many packets were found missing before the one for which {@link #check} has told so.
     *
     * @return packets, at least; undefined after a {@code check} that returned true
     */
    public int lastMissing() {
        return Math.max(0, lastMissing);
    }

    /**
     * Returns how many packets were found missing since the last call, also those that have come late since.
     *
     * @return packets, never negative
     */
    public long takeNewlyMissing() {
        long newly = newlyMissing;
        newlyMissing = 0;
        return newly;
    }

    /**
     * Returns how many packets that had been found missing came late since the last call.
     *
     * @return packets, never negative
     */
    public long takeNewlyRecovered() {
        long newly = newlyRecovered;
        newlyRecovered = 0;
        return newly;
    }

    /**
     * Returns how many packets were legal repetitions of the one before, by their counter: one behind a loss of exactly 15 is taken
     * for one.
     *
     * @return packets
     */
    public long duplicates() {
        return duplicates;
    }
}
