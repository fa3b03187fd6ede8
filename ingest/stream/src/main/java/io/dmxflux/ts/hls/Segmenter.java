// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Cuts a service into segments at points at which a decoder can begin.
 *
 * <p><b>Shape:</b> see {@link AccessPoints}; batches may carry a {@link Loss}, behind which a segment is discontinuous. So is one
 * that begins behind a PMT with other streams, a jump of time stamps, or a picture that stands for longer than a segment may.
 * <p><b>Numbers:</b> a segment's is one more than the last one's of this segmenter.
 * <p><b>Holds:</b> a copy of the segment that is being written, at most {@value #MOST_BYTES} bytes: one that gets longer ends as
 * at an interruption.
 * <p><b>Threading:</b> packets by one thread, on which segments are told; {@link #close} by any.
 */
public final class Segmenter implements AutoCloseable {

    /** No segment is longer, rounded to seconds ({@code EXT-X-TARGETDURATION}). */
    public static final Duration TARGET = Duration.ofSeconds(4);

    private static final int MOST_BYTES = 16 << 20;

    private static final long SHORTEST_TICKS = 2 * SegmentBounds.HZ;

    /** Before that, any picture ends a segment; longer ones would round to more than the target. */
    private static final long LONGEST_TICKS = 4 * SegmentBounds.HZ + 4 * SegmentBounds.HZ / 10 + SegmentBounds.HZ / 20;

    private static final int COUNTER_MASK = 0xF;

    private final InstantSource clock;
    private final Consumer<MediaSegment> listener;
    private final SegmentBounds bounds;
    private final Loss.Reader losses = new Loss.Reader();
    private final SegmentBytes bytes = new SegmentBytes();

    /** Which place the first of those bytes has. */
    private long base;

    private long sequence;
    private long discontinuities;
    private boolean isClosed;

    private Instant start = Instant.EPOCH;
    private byte[] tables = {};
    private int tableCounter;
    private int mapCounter;

    /**
     * A segmenter that has nothing yet.
     *
     * @param sequence the number of the first segment
     * @param discontinuities how many there were before
     * @param isDiscontinuous whether the first segment does not go on where others ended
     * @param clock tells when packets come
     * @param listener owns each segment that it is told of; must not fail
     */
    public Segmenter(
            long sequence,
            long discontinuities,
            boolean isDiscontinuous,
            InstantSource clock,
            Consumer<MediaSegment> listener) {
        this.sequence = sequence;
        this.discontinuities = discontinuities;
        this.bounds = new SegmentBounds(SHORTEST_TICKS, LONGEST_TICKS, isDiscontinuous, new Cutting());
        this.clock = Check.given(clock, "clock");
        this.listener = Check.given(listener, "listener");
    }

    /**
     * Takes the next batch.
     *
     * @param batch whole packets; read, neither retained nor released; nothing is done with it once this is closed
     */
    public synchronized void add(ByteBuf batch) {
        if (isClosed) {
            return;
        }
        if (losses.next(batch) != null) {
            bounds.interrupt(here());
        }
        for (int at = batch.readerIndex(); at + TsPacket.LENGTH <= batch.writerIndex(); at += TsPacket.LENGTH) {
            packet(batch, at);
        }
    }

    private void packet(ByteBuf batch, int at) {
        bounds.packet(batch, at, here());
        if (bytes.length() >= MOST_BYTES) {
            bounds.interrupt(here());
        }
        if (bounds.wants()) {
            bytes.append(batch, at);
        }
    }

    private long here() {
        return base + bytes.length();
    }

    /** Cuts the bytes where segments begin and end. */
    private final class Cutting implements SegmentBounds.Listener {

        @Override
        public void forget() {
            base = here();
            bytes.clear();
        }

        @Override
        public void begin(long place, byte[] inForce, boolean goesOn) {
            bytes.dropBefore((int) (place - base));
            base = place;
            tables = inForce;
            if (!goesOn) {
                start = clock.instant();
            }
        }

        @Override
        public void end(long place, long ticks, boolean isDiscontinuous) {
            ByteBuf data = bytes.cut((int) (place - base), tables);
            base = place;
            countTables(data);
            discontinuities += isDiscontinuous ? 1 : 0;
            Duration told = duration(Math.min(ticks, LONGEST_TICKS));
            listener.accept(new MediaSegment(sequence++, discontinuities, isDiscontinuous, start, told, data));
            start = start.plus(duration(ticks));
        }
    }

    private static Duration duration(long ticks) {
        return Duration.ofNanos(ticks * 1_000_000_000 / SegmentBounds.HZ);
    }

    /** Tables stand also where the stream had none, so they get counters of their own. */
    private void countTables(ByteBuf data) {
        int mapPid = bounds.points().mapPid();
        for (int at = 0; at < data.writerIndex(); at += TsPacket.LENGTH) {
            int pid = TsPacket.pid(data, at);
            if (pid == Pid.PAT) {
                TsPacket.setContinuityCounter(data, at, tableCounter++ & COUNTER_MASK);
            } else if (pid == mapPid) {
                TsPacket.setContinuityCounter(data, at, mapCounter++ & COUNTER_MASK);
            }
        }
    }

    /** What comes from here on does not follow on what has come: what there is of a segment ends here. */
    public synchronized void interrupt() {
        bounds.interrupt(here());
    }

    /**
     * Returns the number of the next segment.
     *
     * @return its media sequence number
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns how many segments were discontinuous.
     *
     * @return with those of before
     */
    public long discontinuities() {
        return discontinuities;
    }

    /**
     * Returns what is known of the service.
     *
     * @return its tables and points
     */
    public AccessPoints points() {
        return bounds.points();
    }

    /** Lets go of what is not a segment yet, and takes nothing more. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        isClosed = true;
        bounds.close();
        bytes.clear();
    }
}
