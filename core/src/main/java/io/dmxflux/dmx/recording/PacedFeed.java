// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A feed whose packets are due by a clock.
 *
 * <p>The due time of a packet is known once the PCR after it is. So packets wait in a window from the next one to be read to
 * that PCR; at most {@link #LOOK_AHEAD} bytes, after which the clock continues at its last rate.
 */
final class PacedFeed implements StreamFeed {

    /** How far to look for a PCR, in bytes: half a second of 67 Mbit/s. */
    private static final int LOOK_AHEAD = 22_400 * TsPacket.LENGTH;

    /** Bytes to read ahead at once: few enough not to delay the packets that are due. */
    private static final int LOAD = 350 * TsPacket.LENGTH;

    private final Recording recording;
    private final PacketClock clock;

    /** The window at first: some PCRs of most streams. */
    private static final int FIRST_WINDOW = 4 * LOAD;

    private ByteBuf window = window(FIRST_WINDOW);

    private long next;
    private long observed;

    /**
     * Reads ahead until the clock runs.
     *
     * @param recording closed with this, but not if this fails
     * @throws IllegalArgumentException in one line, if it never does
     */
    PacedFeed(Recording recording, PacketClock clock) {
        this.recording = recording;
        this.clock = clock;
        settle();
        if (!clock.runs()) {
            throw new IllegalArgumentException(
                    recording + ": no pace (expected: two PCRs of one PID, at most a second apart, in the first "
                            + LOOK_AHEAD + " bytes); play it unpaced");
        }
    }

    /** A view of memory that the garbage collector frees: reading after a close is harmless. */
    private static ByteBuf window(int bytes) {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes)).clear();
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
        while (target.remaining() >= TsPacket.LENGTH && hasNext() && dueNanos() <= untilNanos) {
            move(target, duePackets(target.remaining(), untilNanos));
        }
        int read = target.position() - start;
        return read == 0 && !hasNext() ? END : read;
    }

    @Override
    public long skippedBytes() {
        return recording.skippedBytes();
    }

    @Override
    public Optional<String> shortfall() {
        return recording.shortfall();
    }

    @Override
    public void close() {
        recording.close();
    }

    /** Counts the packets that are certainly due, the next one included. */
    private int duePackets(int roomBytes, long untilNanos) {
        int most = Math.min(roomBytes, window.readableBytes()) / TsPacket.LENGTH;
        int due = 1;
        while (due < most && clock.settles(next + due) && nanosAt(next + due) <= untilNanos) {
            due++;
        }
        return due;
    }

    private void move(ByteBuffer target, int count) {
        int limit = target.limit();
        target.limit(target.position() + count * TsPacket.LENGTH);
        window.readBytes(target);
        target.limit(limit);
        next += count;
    }

    /** Passes packets to the clock until the due time of the next one is final, or there are no more. */
    private void settle() {
        while (!clock.settles(next) && (isUnobserved() || load())) {
            int packet = window.readerIndex() + (int) (observed - next) * TsPacket.LENGTH;
            clock.observe(window, packet, observed++);
        }
    }

    private boolean isUnobserved() {
        return observed - next < window.readableBytes() / TsPacket.LENGTH;
    }

    private boolean hasNext() {
        return window.isReadable() || load();
    }

    /** Appends packets to the window; moves it only if at least half of it has been read. */
    private boolean load() {
        return !recording.ended() && hasRoom() && recording.read(window, LOAD) > 0;
    }

    private boolean hasRoom() {
        if (window.writableBytes() < LOAD && window.readerIndex() >= window.capacity() / 2) {
            window.discardReadBytes();
        }
        if (window.writableBytes() < LOAD && window.capacity() < LOOK_AHEAD) {
            window = window(Math.min(2 * window.capacity(), LOOK_AHEAD)).writeBytes(window);
        }
        return window.writableBytes() >= LOAD;
    }

    private long nanosAt(long number) {
        return Pcr.toNanos(clock.ticksAt(number));
    }
}
