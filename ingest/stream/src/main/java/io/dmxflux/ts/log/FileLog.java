// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;

/**
 * A log in files: a folder for each stream, in it segments of chunks, and an index beside each.
 * <pre>
 *   DIRECTORY/NAME/lock                            of the one writer
 *   DIRECTORY/NAME/0000000000000000000.chunks      1 GiB or an hour, chunk behind chunk
 *   DIRECTORY/NAME/0000000000000000000.index       56 bytes for each megabyte
 *   DIRECTORY/NAME/0000000000000815384.chunks      the number is that of the first datagram
 * </pre>
 *
 * <p>A process that is killed loses what it had not written yet: what waits in the queue, and the chunk that was being written.
 * A machine that fails loses, besides, what was not forced to the disk ({@link LogSync}). Whatever is damaged costs the chunks
 * that it is in; it is passed over and told ({@link LogEvent.Unreadable}).
 *
 * <p><b>Threading:</b> every method from any thread. Each writer and each subscription has a thread of its own.
 */
public final class FileLog implements TsLog {

    private final Path directory;
    private final FileLogConfig config;
    private final BlockCache cache;
    private final Map<String, LogStream> streams = new ConcurrentHashMap<>();
    private final Set<FileLogWriter> writers = ConcurrentHashMap.newKeySet();
    private final LogReaders readers;
    private volatile boolean closed;

    private FileLog(Path directory, FileLogConfig config) {
        this.directory = directory;
        this.config = config;
        this.cache = new BlockCache(config.cacheBytes);
        this.readers = new LogReaders(config.time);
    }

    /**
     * A log in a directory. Nothing is opened or made until a stream is written or read.
     *
     * @param directory its path; made with the first stream that is written
     * @param config how it is kept
     * @return the log, for the caller to close
     */
    public static FileLog in(Path directory, FileLogConfig config) {
        return new FileLog(Check.given(directory, "directory"), Check.given(config, "config"));
    }

    private LogStream stream(String name) {
        TsLog.checkName(name);
        checkOpen();
        return streams.computeIfAbsent(name, key -> LogStream.of(key, directory, cache, config.events));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(this + ": closed (expected: open)");
        }
    }

    @Override
    public LogWriter write(String stream) throws IOException {
        writers.removeIf(writer -> !writer.isOpen());
        FileLogWriter writer = FileLogWriter.open(stream(stream), config);
        writers.add(writer);
        if (closed) { // before it was added: nobody else closes it
            writer.close();
        }
        checkOpen();
        return writer;
    }

    @Override
    public Flux<TsChunk> read(String stream, LogStart from, LogEnd to) {
        LogStream read = stream(stream);
        Check.given(from, "from");
        return readers.read("dmxflux-log-read-" + stream, () -> reader(read, from), to, () -> end(read));
    }

    private static LogReader reader(LogStream stream, LogStart from) {
        return LogReader.from(from, new FileLogReader(stream, from));
    }

    @Override
    public OptionalLong position(String stream, Instant time) throws IOException {
        return LogReaders.position(() -> reader(stream(stream), new LogStart.At(time)));
    }

    @Override
    public Optional<Instant> time(String stream, long datagram) throws IOException {
        return LogReaders.time(() -> new FileLogReader(stream(stream), new LogStart.Position(datagram)));
    }

    @Override
    public OptionalLong end(String stream) throws IOException {
        return end(stream(stream));
    }

    private static OptionalLong end(LogStream read) throws IOException {
        read.checkThere();
        try {
            List<Segment> segments = Segment.in(read.folder());
            for (int i = segments.size() - 1; i >= 0; i--) { // the last is empty until its first write
                IndexEntry last = SegmentIndex.of(segments.get(i)).last();
                if (last != null) {
                    return OptionalLong.of(last.endDatagram());
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            throw LogFailure.cannotRead(read.label(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        writers.forEach(FileLogWriter::close);
        readers.close();
        cache.close();
    }

    @Override
    public String toString() {
        return "log:" + directory;
    }
}
