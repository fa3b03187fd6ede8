// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.check.Check;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last segments of a service: those that its playlist has, and those that it had, for as long as a player may still ask
 * for them.
 * <pre>
 *   oldest | past: the length of a playlist and a segment more | listed: three target durations or more | newest
 * </pre>
 *
 * <p><b>Holds:</b> as many bytes as it is given at most: past segments go first, then the oldest that are listed.
 * <p><b>Ownership:</b> owns its segments, until {@link #close}.
 * <p><b>Threading:</b> any.
 * <p><b>Source:</b> RFC 8216 6.2.2.
 */
public final class SegmentWindow implements AutoCloseable {

    private static final Duration LEAST_LISTED = Segmenter.TARGET.multipliedBy(3);

    private final long mostBytes;
    private final Deque<MediaSegment> past = new ArrayDeque<>();
    private final Deque<MediaSegment> listed = new ArrayDeque<>();
    private long heldBytes;
    private long next;
    private boolean hasEnded;
    private boolean closed;

    /**
     * An empty window.
     *
     * @param next the number of the first segment
     * @param mostBytes what its segments may have, more than 0
     */
    public SegmentWindow(long next, long mostBytes) {
        Check.argument(mostBytes > 0, "mostBytes", mostBytes, "more than 0");
        this.next = next;
        this.mostBytes = mostBytes;
    }

    /**
     * Adds a segment.
     *
     * @param segment the next one; the window's from here on
     */
    public synchronized void add(MediaSegment segment) {
        if (closed) {
            segment.data().release();
            return;
        }
        listed.add(segment);
        next = segment.sequence() + 1;
        heldBytes += segment.data().readableBytes();
        while (sum(listed).minus(listed.element().duration()).compareTo(LEAST_LISTED) >= 0) {
            past.add(listed.remove());
        }
        while (isLongPast() || heldBytes > mostBytes && !past.isEmpty()) {
            release(past.remove());
        }
        while (heldBytes > mostBytes && listed.size() > 1) {
            release(listed.remove());
        }
    }

    private boolean isLongPast() {
        return !past.isEmpty() && sum(past).minus(past.element().duration()).compareTo(sum(listed)) > 0;
    }

    private static Duration sum(Deque<MediaSegment> segments) {
        return segments.stream().map(MediaSegment::duration).reduce(Duration.ZERO, Duration::plus);
    }

    private void release(MediaSegment segment) {
        heldBytes -= segment.data().readableBytes();
        segment.data().release();
    }

    /** No segment comes any more; those that are there stay. */
    public synchronized void end() {
        hasEnded = true;
    }

    /**
     * Returns the playlist.
     *
     * @return as it is now
     */
    public synchronized MediaPlaylist playlist() {
        List<MediaPlaylist.Entry> entries =
                listed.stream().map(MediaPlaylist.Entry::of).toList();
        return new MediaPlaylist(next, entries, hasEnded);
    }

    /**
     * Returns the data of a segment.
     *
     * @param sequence its number
     * @return the data, the caller's to release; empty if it is not there, any more or yet
     */
    public synchronized Optional<ByteBuf> data(long sequence) {
        return Stream.concat(past.stream(), listed.stream())
                .filter(segment -> segment.sequence() == sequence)
                .findFirst()
                .map(segment -> segment.data().retainedDuplicate());
    }

    /**
     * Returns what its segments have.
     *
     * @return bytes
     */
    public synchronized long heldBytes() {
        return heldBytes;
    }

    /** Releases all segments, and each that is added from here on. */
    @Override
    public synchronized void close() {
        closed = true;
        past.forEach(this::release);
        listed.forEach(this::release);
        past.clear();
        listed.clear();
    }
}
