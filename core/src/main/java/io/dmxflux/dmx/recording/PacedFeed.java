// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/**
 * A feed whose packets are due by a clock.
 *
 * <p>When a packet is due is known once the PCR behind it is. So packets wait in a window, from the one to be read next
 * to that PCR; at most {@link #LOOK_AHEAD} bytes, behind which the clock goes on at the rate that it knows.
 */
final class PacedFeed implements StreamFeed {

    /** How far to look for a PCR, in bytes: half a second of 67 Mbit/s. */
    private static final int LOOK_AHEAD = 22_400 * PacketStamps.LENGTH;

    /** How much to read ahead at once, in bytes: little enough not to hold up the packets that are due. */
    private static final int LOAD = 350 * PacketStamps.LENGTH;

    private static final long TICKS_PER_MICROSECOND = PacketStamps.PCR_HZ / 1_000_000;

    private final PacketSource packets;
    private final PacketClock clock;
    private final ByteBuffer window = ByteBuffer.allocateDirect(LOOK_AHEAD).limit(0);
    private long next;
    private long observed;

    /**
     * Reads ahead until the clock runs.
     *
     * @param packets closed with this, but not if this fails
     * @throws IllegalArgumentException in one line, if it never does
     */
    PacedFeed(PacketSource packets, PacketClock clock) {
        this.packets = packets;
        this.clock = clock;
        settle();
        if (!clock.runs()) {
            throw new IllegalArgumentException(packets + ": no pace (expected: two PCRs of one PID in the first "
                    + LOOK_AHEAD + " bytes); give its bit rate, or play it unpaced");
        }
    }

    @Override
    public boolean isPaced() {
        return true;
    }

    @Override
    public long dueNanos() {
        if (!hasNext()) {
            return Long.MAX_VALUE;
        }
        settle();
        return nanosAt(next);
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        int start = target.position();
        while (target.remaining() >= PacketStamps.LENGTH && hasNext() && dueNanos() <= untilNanos) {
            move(target, duePackets(target.remaining(), untilNanos));
        }
        int read = target.position() - start;
        return read == 0 && !hasNext() ? END : read;
    }

    @Override
    public void close() {
        packets.close();
    }

    /** Counts packets from the next one on, which is due, as far as it is settled when they are due. */
    private int duePackets(int roomBytes, long untilNanos) {
        int most = Math.min(roomBytes, window.remaining()) / PacketStamps.LENGTH;
        int due = 1;
        while (due < most && clock.settles(next + due) && nanosAt(next + due) <= untilNanos) {
            due++;
        }
        return due;
    }

    private void move(ByteBuffer target, int count) {
        int length = count * PacketStamps.LENGTH;
        target.put(target.position(), window, window.position(), length);
        target.position(target.position() + length);
        window.position(window.position() + length);
        next += count;
    }

    /** Shows packets to the clock until it is settled when the next one is due, or there are none to show. */
    private void settle() {
        while (!clock.settles(next) && (isUnobserved() || load())) {
            int offset = window.position() + (int) (observed - next) * PacketStamps.LENGTH;
            clock.observe(window, offset, observed++);
        }
    }

    private boolean isUnobserved() {
        return observed - next < window.remaining() / PacketStamps.LENGTH;
    }

    private boolean hasNext() {
        return window.hasRemaining() || load();
    }

    /** Appends packets to the window; not if it would have to be moved for less than half of it. */
    private boolean load() {
        if (packets.ended() || !hasRoom()) {
            return false;
        }
        int position = window.position();
        window.position(window.limit()).limit(window.limit() + LOAD);
        int read = packets.read(window);
        window.limit(window.position()).position(position);
        return read > 0;
    }

    private boolean hasRoom() {
        if (window.capacity() - window.limit() < LOAD && window.position() >= window.capacity() / 2) {
            window.compact().flip();
        }
        return window.capacity() - window.limit() >= LOAD;
    }

    private long nanosAt(long number) {
        return clock.ticksAt(number) * 1000 / TICKS_PER_MICROSECOND;
    }
}
