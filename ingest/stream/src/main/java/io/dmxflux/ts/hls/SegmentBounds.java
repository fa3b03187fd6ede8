// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.netty.buffer.ByteBuf;

/**
 * Decides where the segments of a service begin and end: at points at which a decoder can begin, or, where those are too far
 * apart, at a picture. What a segment is made of is the listener's.
 *
 * <p><b>Shape:</b> see {@link AccessPoints}. A place is a number that grows with each packet, by the listener's count.
 * <p><b>Units:</b> ticks of 90 kHz.
 * <p><b>Threading:</b> one thread.
 */
final class SegmentBounds {

    static final long HZ = 90_000;

    /** Less is not worth a segment before an interruption. */
    private static final long LEAST_TICKS = HZ / 2;

    /** By how much the last picture of a segment may stand for longer. */
    private static final long TOLERANCE_TICKS = HZ / 4;

    /** Pictures that are further apart do not follow on each other. */
    private static final long LONGEST_STEP_TICKS = 10 * HZ;

    /** Who makes segments. A segment that begins where one has ended goes on with it. */
    interface Listener {

        /** What has come up to here belongs to no segment. */
        void forget();

        /**
         * A segment begins.
         *
         * @param place of its first packet, which may have come before
         * @param tables that were in force there
         * @param goesOn whether one has ended there
         */
        void begin(long place, byte[] tables, boolean goesOn);

        /**
         * The segment ends.
         *
         * @param place behind its last packet, and the first of the next if that goes on
         * @param ticks how long it is
         * @param isDiscontinuous whether it does not go on with the one before it
         */
        void end(long place, long ticks, boolean isDiscontinuous);
    }

    private final long shortestTicks;
    private final long longestTicks;
    private final Listener listener;
    private final AccessPoints points = new AccessPoints();

    private boolean isDiscontinuous;

    /** Whether a segment is being written; otherwise there is only what may turn out to begin one. */
    private boolean isOpen;

    /** Whether streams have come, or gone, with the segment that is being written. */
    private boolean hasOtherStreams;

    private long beginTicks = AccessPoints.ABSENT;
    private long lastTicks = AccessPoints.ABSENT;
    private long stepTicks;

    /** Where the last picture begins. */
    private long picture;

    private byte[] pictureTables = {};

    /**
     * Bounds of segments of which there are none yet.
     *
     * @param shortestTicks the least from point to point
     * @param longestTicks before that, any picture ends a segment
     * @param isDiscontinuous whether the first one does not go on with others
     * @param listener makes them
     */
    SegmentBounds(long shortestTicks, long longestTicks, boolean isDiscontinuous, Listener listener) {
        this.shortestTicks = shortestTicks;
        this.longestTicks = longestTicks;
        this.isDiscontinuous = isDiscontinuous;
        this.listener = listener;
    }

    /** Returns what is known of the service. */
    AccessPoints points() {
        return points;
    }

    /** Tells whether what comes belongs to a segment, or may turn out to. */
    boolean wants() {
        return isOpen || pictureTables.length > 0;
    }

    /** Looks at the next packet, which has a place. */
    void packet(ByteBuf buffer, int at, long place) {
        switch (points.packet(buffer, at)) {
            case PICTURE -> picture(false, place);
            case POINT -> picture(true, place);
            case POINT_BEFORE -> point();
            case OTHER_STREAMS -> hasOtherStreams = isOpen;
            case NOTHING -> {}
        }
    }

    private void picture(boolean isPoint, long place) {
        step(points.ticks(), place);
        if (!isOpen) {
            listener.forget();
        }
        picture = place;
        pictureTables = points.tables();
        if (isPoint || sinceBegin() + stepTicks >= longestTicks) {
            point();
        }
    }

    /** Takes the time of a picture. Where it is not told it is that of the one before. */
    private void step(long ticks, long place) {
        if (ticks == AccessPoints.ABSENT) {
            return;
        }
        if (lastTicks != AccessPoints.ABSENT) {
            long step = AccessPoints.difference(ticks, lastTicks);
            if (step < -HZ || step > LONGEST_STEP_TICKS) {
                breakOff(sinceBegin() + stepTicks, place);
            } else if (isOpen && sinceBegin() + step > longestTicks + TOLERANCE_TICKS) {
                breakOff(longestTicks, place);
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
            begin(false);
        } else if (sinceBegin() >= (hasOtherStreams ? LEAST_TICKS : shortestTicks)) {
            end(picture, sinceBegin());
            isDiscontinuous = hasOtherStreams;
            begin(true);
        }
    }

    private void begin(boolean goesOn) {
        isOpen = true;
        hasOtherStreams = false;
        beginTicks = lastTicks;
        listener.begin(picture, pictureTables, goesOn);
    }

    private void end(long place, long ticks) {
        listener.end(place, ticks, isDiscontinuous);
        isDiscontinuous = false;
    }

    /** What comes from here on does not follow on what has come: what there is of a segment ends here. */
    void interrupt(long place) {
        breakOff(sinceBegin() + stepTicks, place);
        points.interrupt();
    }

    /** Ends the segment that is open, if it is long enough. */
    private void breakOff(long ticks, long place) {
        if (isOpen && ticks >= LEAST_TICKS) {
            end(place, ticks);
        }
        listener.forget();
        isDiscontinuous = true;
        beginTicks = AccessPoints.ABSENT;
        lastTicks = AccessPoints.ABSENT;
        close();
    }

    /** Lets go of what is not a segment yet. */
    void close() {
        isOpen = false;
        pictureTables = new byte[0];
    }
}
