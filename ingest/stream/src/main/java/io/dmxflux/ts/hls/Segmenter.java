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

    private static final long HZ = 90_000;
    private static final long SHORTEST_TICKS = 2 * HZ;

    /** Before that, any picture ends a segment; longer ones would round to more than the target. */
    private static final long LONGEST_TICKS = 4 * HZ + 4 * HZ / 10 + HZ / 20;

    /** Less is not worth a segment before an interruption. */
    private static final long LEAST_TICKS = HZ / 2;

    /** By how much the last picture of a segment may stand for longer. */
    private static final long TOLERANCE_TICKS = HZ / 4;

    /** Pictures that are further apart do not follow on each other. */
    private static final long LONGEST_STEP_TICKS = 10 * HZ;

    private static final int COUNTER_MASK = 0xF;

    private final InstantSource clock;
    private final Consumer<MediaSegment> listener;
    private final AccessPoints points = new AccessPoints();
    private final Loss.Reader losses = new Loss.Reader();
    private final SegmentBytes bytes = new SegmentBytes();

    private long sequence;
    private long discontinuities;
    private boolean isDiscontinuous;

    /** Whether a segment is being written; otherwise there is only what may turn out to begin one. */
    private boolean isOpen;

    /** Whether streams have come, or gone, with the segment that is being written. */
    private boolean hasOtherStreams;

    private boolean isClosed;

    private Instant start = Instant.EPOCH;
    private byte[] tables = {};
    private int tableCounter;
    private int mapCounter;

    // -- ticks
    private long beginTicks = AccessPoints.ABSENT;
    private long lastTicks = AccessPoints.ABSENT;
    private long stepTicks;

    /** Where the last picture begins. */
    private int picture;

    private byte[] pictureTables = {};

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
        this.isDiscontinuous = isDiscontinuous;
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
            interrupt();
        }
        for (int at = batch.readerIndex(); at + TsPacket.LENGTH <= batch.writerIndex(); at += TsPacket.LENGTH) {
            packet(batch, at);
        }
    }

    private void packet(ByteBuf batch, int at) {
        switch (points.packet(batch, at)) {
            case PICTURE -> picture(false);
            case POINT -> picture(true);
            case POINT_BEFORE -> point();
            case OTHER_STREAMS -> hasOtherStreams = isOpen;
            case NOTHING -> {
                if (bytes.length() >= MOST_BYTES) {
                    interrupt();
                }
            }
        }
        if (isOpen || pictureTables.length > 0) {
            bytes.append(batch, at);
        }
    }

    private void picture(boolean isPoint) {
        step(points.ticks());
        if (!isOpen) {
            bytes.clear();
        }
        picture = bytes.length();
        pictureTables = points.tables();
        if (isPoint || sinceBegin() + stepTicks >= LONGEST_TICKS) {
            point();
        }
    }

    /** Takes the time of a picture. Where it is not told it is that of the one before. */
    private void step(long ticks) {
        if (ticks == AccessPoints.ABSENT) {
            return;
        }
        if (lastTicks != AccessPoints.ABSENT) {
            long step = AccessPoints.difference(ticks, lastTicks);
            if (step < -HZ || step > LONGEST_STEP_TICKS) {
                breakOff(sinceBegin() + stepTicks);
            } else if (isOpen && sinceBegin() + step > LONGEST_TICKS + TOLERANCE_TICKS) {
                breakOff(LONGEST_TICKS);
            } else if (step > 0) {
                stepTicks = step;
            }
        }
        lastTicks = ticks;
        if (beginTicks == AccessPoints.ABSENT) { // from where on a point is waited for
            beginTicks = ticks;
        }
    }

    private long sinceBegin() {
        return beginTicks == AccessPoints.ABSENT ? 0 : AccessPoints.difference(lastTicks, beginTicks);
    }

    /** The last picture is one to begin with. */
    private void point() {
        if (pictureTables.length == 0) {
            return; // nothing says yet what it is
        }
        if (!isOpen) {
            bytes.dropBefore(picture);
            begin(clock.instant());
        } else if (sinceBegin() >= (hasOtherStreams ? LEAST_TICKS : SHORTEST_TICKS)) {
            Instant end = finish(picture, sinceBegin());
            isDiscontinuous = hasOtherStreams;
            begin(end);
        }
    }

    private void begin(Instant from) {
        isOpen = true;
        hasOtherStreams = false;
        start = from;
        tables = pictureTables;
        beginTicks = lastTicks;
        picture = 0;
    }

    /** Ends the segment that is open, and returns when the next one begins. */
    private Instant finish(int end, long ticks) {
        ByteBuf data = bytes.cut(end, tables);
        countTables(data);
        discontinuities += isDiscontinuous ? 1 : 0;
        Duration told = duration(Math.min(ticks, LONGEST_TICKS));
        listener.accept(new MediaSegment(sequence++, discontinuities, isDiscontinuous, start, told, data));
        isDiscontinuous = false;
        return start.plus(duration(ticks));
    }

    private static Duration duration(long ticks) {
        return Duration.ofNanos(ticks * 1_000_000_000 / HZ);
    }

    /** Tables stand also where the stream had none, so they get counters of their own. */
    private void countTables(ByteBuf data) {
        int mapPid = points.mapPid();
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
        breakOff(sinceBegin() + stepTicks);
        points.interrupt();
    }

    /** Ends the segment that is open, if it is long enough. */
    private void breakOff(long ticks) {
        if (isOpen && ticks >= LEAST_TICKS) {
            finish(bytes.length(), ticks);
        }
        isOpen = false;
        bytes.clear();
        isDiscontinuous = true;
        pictureTables = new byte[0];
        beginTicks = AccessPoints.ABSENT;
        lastTicks = AccessPoints.ABSENT;
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
        return points;
    }

    /** Lets go of what is not a segment yet, and takes nothing more. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        isClosed = true;
        isOpen = false;
        pictureTables = new byte[0];
        bytes.clear();
    }
}
