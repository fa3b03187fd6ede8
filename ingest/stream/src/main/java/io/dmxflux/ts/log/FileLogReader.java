// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream, segment by segment, and waits at its end; also of a writer in another process.
 *
 * <p><b>Holds:</b> nothing but what a chunk is a slice of: about a megabyte.
 * <p><b>Threading:</b> one thread, which blocks as long as the disk does; {@link #wake} from any.
 */
final class FileLogReader implements LogReader {

    /** How often to look whether another process has written. */
    private static final long OTHERS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long OWN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LIST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long NONE = -1;

    private final LogStream stream;
    private final LogStart start;

    private @Nullable SegmentCursor cursor;
    private List<Segment> listing = List.of();
    private long listedNanos;
    private long listedRolls = NONE;
    private long nextDatagram = NONE;
    private int epoch;
    private boolean switched;

    /** The one that reads. */
    private volatile @Nullable Thread thread;

    FileLogReader(LogStream stream, LogStart start) {
        this.stream = stream;
        this.start = start;
    }

    @Override
    public void open() throws IOException {
        thread = Thread.currentThread();
        stream.checkThere();
        try {
            Optional<LogPlace> place = LogPlace.find(stream.folder(), start);
            if (place.isPresent()) {
                open(place.get());
            }
        } catch (IOException e) {
            throw LogFailure.cannotRead(stream.label(), e);
        }
    }

    private void open(LogPlace place) throws IOException {
        cursor = SegmentCursor.open(
                place.segment(),
                stream.cache(),
                place.runs(),
                place.offset(),
                (offset, bytes, fault, next) -> tellDamage(place.segment(), offset, bytes, fault, next));
    }

    private void tellDamage(Segment segment, long offset, long bytes, String fault, @Nullable TsChunk next) {
        stream.tell(new LogEvent.Unreadable(
                stream.name(),
                segment.file().toString(),
                offset,
                bytes,
                fault,
                nextDatagram == NONE ? OptionalLong.empty() : OptionalLong.of(nextDatagram),
                next == null ? OptionalLong.empty() : OptionalLong.of(next.firstDatagram())));
    }

    @Override
    public @Nullable TsChunk next() throws IOException {
        LiveEdge edge = stream.edge();
        long seen = edge.written();
        TsChunk chunk = nextOfListed();
        if (chunk == null) {
            edge.await(seen, edge.hasWriter() ? OWN_NANOS : OTHERS_NANOS);
        }
        return chunk;
    }

    @Override
    public @Nullable TsChunk nextOfThose() throws IOException {
        listedRolls = NONE; // another process may have begun a segment just now
        return nextOfListed();
    }

    private @Nullable TsChunk nextOfListed() throws IOException {
        try {
            return read();
        } catch (IOException e) {
            throw LogFailure.cannotRead(stream.label(), e);
        }
    }

    private @Nullable TsChunk read() throws IOException {
        while (true) {
            SegmentCursor current = cursor;
            TsChunk chunk = current == null ? null : inOrder(current, false);
            if (chunk != null) {
                return chunk;
            }
            Segment successor = successor(current);
            if (successor == null) {
                return null;
            }
            chunk = current == null ? null : inOrder(current, true); // what came before the other was begun
            if (chunk != null) {
                return chunk;
            }
            goOn(successor);
        }
    }

    /** Passes over what is older than what was read: a stale chunk that stands behind damage. */
    private @Nullable TsChunk inOrder(SegmentCursor current, boolean last) throws IOException {
        while (true) {
            TsChunk chunk = current.next(last);
            if (chunk == null) {
                return null;
            }
            if (chunk.firstDatagram() >= nextDatagram && chunk.epoch() >= epoch) {
                tellIfOvertaken(chunk);
                nextDatagram = chunk.endDatagram();
                epoch = chunk.epoch();
                return chunk;
            }
            chunk.release();
        }
    }

    private void tellIfOvertaken(TsChunk chunk) {
        if (switched && nextDatagram != NONE && chunk.firstDatagram() > nextDatagram) {
            stream.tell(new LogEvent.Overtaken(stream.name(), nextDatagram, chunk.firstDatagram()));
        }
        switched = false;
    }

    private @Nullable Segment successor(@Nullable SegmentCursor current) throws IOException {
        long after = current == null ? NONE : current.segment().firstDatagram();
        Segment known = firstAfter(after);
        if (known != null) {
            return known;
        }
        long rolls = stream.edge().rolls();
        long now = System.nanoTime();
        if (rolls == listedRolls && now - listedNanos < LIST_NANOS) {
            return null;
        }
        listedRolls = rolls;
        listedNanos = now;
        listing = Segment.in(stream.folder());
        return firstAfter(after);
    }

    private @Nullable Segment firstAfter(long datagram) {
        for (Segment segment : listing) {
            if (segment.firstDatagram() > datagram) {
                return segment;
            }
        }
        return null;
    }

    private void goOn(Segment successor) throws IOException {
        SegmentCursor current = cursor;
        try {
            List<IndexEntry> runs = SegmentIndex.of(successor).runs();
            open(new LogPlace(successor, runs, 0));
        } catch (NoSuchFileException e) {
            listing = Segment.in(stream.folder()); // deleted, because of its age: there are others
            return;
        }
        if (current != null) {
            switched = Files.notExists(current.segment().file());
            current.close();
        }
    }

    @Override
    public void rest() {
        LockSupport.park(this);
    }

    @Override
    public void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void close() throws IOException {
        SegmentCursor current = cursor;
        cursor = null;
        if (current != null) {
            current.close();
        }
    }
}
