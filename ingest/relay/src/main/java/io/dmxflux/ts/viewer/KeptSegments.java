// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.hls.MediaPlaylist;
import io.dmxflux.ts.hls.SegmentMark;
import io.dmxflux.ts.hls.SegmentMarker;
import io.dmxflux.ts.hls.ServiceExtract;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.log.TsLog;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Where the segments of all services of one input are in the log: found as it is written, by a reader of its own behind the
 * writer, so that a playlist of hours reads nothing, and a segment is read when it is asked for.
 *
 * <p><b>Holds:</b> a hundred bytes for each segment of each service that is kept: 4 hours of 20 services are 6 MB.
 * <p><b>Threading:</b> the reader has a thread; all methods from any that may block.
 */
final class KeptSegments implements AutoCloseable {

    private static final long DROP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration LONGEST_READ = Duration.ofSeconds(8);

    private final TsLog log;
    private final String stream;
    private final Path folder;
    private final Path path;
    private final SegmentLists lists = new SegmentLists();
    private @Nullable KeptSegmentFile file;
    private @Nullable Disposable following;
    private boolean isRestored;
    private boolean closed;
    private long droppedNanos;
    private Optional<Instant> oldest = Optional.empty();
    private long diskBytes;
    private volatile Instant newest = Instant.EPOCH;
    private final LongAdder reads = new LongAdder();

    // -- of the reader's thread
    private SegmentMarker marker = new SegmentMarker(Map.of(), mark -> {});
    private long nextDatagram = -1;
    private int epoch;

    /**
     * Follows nothing yet.
     *
     * @param log where it is kept
     * @param stream of the input
     * @param folder in which the log keeps it
     * @param path of the file that has what is found
     */
    KeptSegments(TsLog log, String stream, Path folder, Path path) {
        this.log = log;
        this.stream = stream;
        this.folder = folder;
        this.path = path;
    }

    /** Takes back what was found before this process; called before the first writer, as its positions may be the same again. */
    synchronized void restore() {
        if (isRestored) {
            return;
        }
        isRestored = true;
        try {
            OptionalLong end = log.end(stream);
            if (end.isPresent()) {
                lists.restore(KeptSegmentFile.read(path), KeptSegment.place(end.getAsLong(), 0));
            }
        } catch (IOException e) {
            // found again, which takes as long as reading what is kept
        }
    }

    /** Follows the writer, and forgets what is deleted; called now and then. */
    synchronized void look() {
        if (closed) {
            return;
        }
        if (following == null || following.isDisposed()) {
            nextDatagram = -1;
            marker = new SegmentMarker(lists.ends(), this::add);
            following = log.read(stream, new LogStart.Position(KeptSegment.datagram(lists.resume())))
                    .subscribe(this::take, failure -> {}); // and read again with the next look
        }
        long now = System.nanoTime();
        if (file == null || now - droppedNanos > DROP_NANOS) {
            droppedNanos = now;
            drop();
        }
    }

    private void drop() {
        try {
            OptionalLong first = log.position(stream, Instant.EPOCH);
            if (first.isPresent()) {
                lists.dropBefore(KeptSegment.place(first.getAsLong(), 0));
                oldest = log.time(stream, first.getAsLong());
                diskBytes = diskBytes();
            }
            KeptSegmentFile now = file;
            List<KeptSegment> all = lists.all();
            if (now == null || now.segments() > 2L * all.size()) {
                closeFile();
                file = KeptSegmentFile.write(path, all);
            }
        } catch (IOException e) {
            closeFile(); // and written as a whole, with the next look
        }
    }

    private long diskBytes() throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                bytes += Files.size(each);
            }
        } catch (NoSuchFileException e) {
            return diskBytes; // deleted meanwhile: there is a next look
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return bytes;
    }

    /**
     * What is kept.
     *
     * @param since when the oldest came
     * @param until when the newest came
     * @param bytes on the disk, some seconds ago
     */
    record Span(Instant since, Instant until, long bytes) {}

    /** Returns what is kept; empty before anything is. */
    synchronized Optional<Span> span() {
        return oldest.map(since -> new Span(since, newest.isAfter(since) ? newest : since, diskBytes));
    }

    /** Returns how many segments were read. */
    long reads() {
        return reads.sum();
    }

    private void closeFile() {
        KeptSegmentFile before = file;
        file = null;
        if (before != null) {
            try {
                before.close();
            } catch (IOException e) {
                // nothing in it is waited for
            }
        }
    }

    private void take(TsChunk chunk) {
        try {
            if (nextDatagram >= 0 && (chunk.firstDatagram() != nextDatagram || chunk.epoch() != epoch)) {
                marker.interrupt();
            }
            nextDatagram = chunk.endDatagram();
            epoch = chunk.epoch();
            newest = chunk.time();
            ByteBuf packets = chunk.payload();
            long first = chunk.time().toEpochMilli();
            int at = 0;
            for (int datagram = 0; datagram < chunk.datagrams(); datagram++) {
                long millis = first + (chunk.arrivalTicks(datagram) - chunk.arrivalTicks(0)) / Pcr.TICKS_PER_MILLI;
                for (int packet = 0; packet < chunk.packets(datagram); packet++) {
                    marker.packet(packets, at, KeptSegment.place(chunk.firstDatagram() + datagram, packet), millis);
                    at += TsPacket.LENGTH;
                }
            }
        } finally {
            chunk.release();
        }
    }

    private void add(SegmentMark mark) {
        KeptSegment segment = lists.add(mark);
        synchronized (this) {
            if (file != null) {
                try {
                    file.append(segment);
                } catch (IOException e) {
                    closeFile();
                }
            }
        }
    }

    /**
     * Lists the segments of a span.
     *
     * @param from a position in the log
     * @param to another; the list has ended if something is kept behind it
     */
    MediaPlaylist playlist(int serviceId, long from, OptionalLong to) {
        long end = to.isPresent() ? KeptSegment.place(to.getAsLong(), 0) : Long.MAX_VALUE;
        List<KeptSegment> found = lists.between(serviceId, KeptSegment.place(from, 0), end);
        boolean hasEnded = lists.ends().getOrDefault(serviceId, 0L) >= end;
        return new MediaPlaylist(0, found.stream().map(KeptSegment::entry).toList(), hasEnded);
    }

    /** Returns a segment by its number. */
    Optional<KeptSegment> find(int serviceId, long number) {
        return lists.find(serviceId, number);
    }

    /**
     * Reads a segment.
     *
     * @return its bytes, the caller's to release; empty if it is not kept any more
     */
    Optional<ByteBuf> read(KeptSegment segment) {
        reads.increment();
        try (Reading reading = new Reading(segment)) {
            log.read(
                            stream,
                            new LogStart.Position(
                                    KeptSegment.datagram(segment.mark().from())))
                    .doOnNext(reading::take)
                    .takeUntil(chunk -> reading.isOver())
                    .then()
                    .block(LONGEST_READ);
            return reading.segment();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (following != null) {
            following.dispose();
        }
        closeFile();
    }

    /** One segment that is read; it may be closed while the log still reads for it. */
    private static final class Reading implements AutoCloseable {

        private final KeptSegment segment;
        private final ServiceExtract extract;

        /** Of which the tables are not found yet. */
        private final ArrayDeque<TsChunk> waiting = new ArrayDeque<>();

        private long nextDatagram;
        private boolean hasTables;
        private boolean isWhole;
        private boolean isOver;

        Reading(KeptSegment segment) {
            this.segment = segment;
            this.extract = new ServiceExtract(segment.mark().serviceId(), segment.number());
            this.nextDatagram = KeptSegment.datagram(segment.mark().from());
        }

        synchronized boolean isOver() {
            return isOver;
        }

        synchronized void take(TsChunk chunk) {
            long end = KeptSegment.datagram(segment.mark().to() - 1) + 1;
            if (isOver || chunk.firstDatagram() > nextDatagram) { // deleted, before it was read or meanwhile
                chunk.release();
                isOver = true;
                return;
            }
            nextDatagram = chunk.endDatagram();
            waiting.add(chunk);
            hasTables = hasTables || findTables(chunk.payload());
            for (TsChunk next = hasTables ? waiting.poll() : null; next != null; next = waiting.poll()) {
                copy(next);
                next.release();
            }
            isWhole = hasTables && nextDatagram >= end;
            isOver = nextDatagram >= end;
        }

        private boolean findTables(ByteBuf packets) {
            for (int at = 0; at < packets.writerIndex(); at += TsPacket.LENGTH) {
                if (extract.findTables(packets, at)) {
                    return true;
                }
            }
            return false;
        }

        private void copy(TsChunk chunk) {
            ByteBuf packets = chunk.payload();
            int at = 0;
            for (int datagram = 0; datagram < chunk.datagrams(); datagram++) {
                for (int packet = 0; packet < chunk.packets(datagram); packet++) {
                    long place = KeptSegment.place(chunk.firstDatagram() + datagram, packet);
                    if (place >= segment.mark().from() && place < segment.mark().to()) {
                        extract.copy(packets, at);
                    }
                    at += TsPacket.LENGTH;
                }
            }
        }

        synchronized Optional<ByteBuf> segment() {
            return isWhole ? Optional.of(extract.segment()) : Optional.empty();
        }

        @Override
        public synchronized void close() {
            isOver = true;
            waiting.forEach(TsChunk::release);
            waiting.clear();
            extract.close();
        }
    }
}
