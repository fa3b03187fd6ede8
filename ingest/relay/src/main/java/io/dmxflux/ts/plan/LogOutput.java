// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.LogSync;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.log.TsLog;
import io.dmxflux.ts.sink.LogSink;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream of a log: {@code log:NAME@DIR?keep=7d&keep-bytes=500GB&sync=1s}.
 *
 * @param log where it is
 * @param kept how much of it is
 * @param sync when it is forced to the disk
 */
record LogOutput(LogPlaceUri log, LogRetention kept, LogSync sync) implements OutputUri {

    /** Of datagrams that are full, as a log counts them. */
    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 16, Duration.ofMillis(20));

    static LogOutput of(StreamUri uri) {
        uri.allowOptions(RateBounds.and("keep", "keep-bytes", "sync"));
        LogSync sync =
                uri.explaining(() -> uri.option("sync").map(LogSync::parse).orElse(LogSync.SEGMENTS));
        return new LogOutput(LogPlaceUri.of(uri), LogRetentionOption.of(uri), sync);
    }

    @Override
    public Sink open(Delivery delivery, StreamListener listener) {
        TsLog opened = log.open(kept, sync, event -> tell(event, listener));
        try {
            return LogSink.to(toString(), new Whole(opened, opened.write(log.stream())));
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new UncheckedIOException(e.getMessage(), (IOException) e);
        }
    }

    private void tell(LogEvent event, StreamListener listener) {
        if (event instanceof LogEvent.Waits waits) {
            listener.waits(withoutPlace(waits.problem()));
        } else if (event instanceof LogEvent.IsBack back) {
            listener.isBack(back.waited(), OptionalLong.of(packets(back.lackingBytes())));
        } else if (event instanceof LogEvent.FellBehind behind) {
            listener.waits("too slow for the stream (expected: a disk that takes what comes)");
            listener.isBack(Duration.ZERO, OptionalLong.of(packets(behind.lackingBytes())));
        }
    }

    private static long packets(long bytes) {
        return bytes / TsPacket.LENGTH;
    }

    private String withoutPlace(String problem) {
        String begin = this + ": ";
        return problem.startsWith(begin) ? problem.substring(begin.length()) : problem;
    }

    /** The writer of a log that is opened for it. */
    private record Whole(TsLog log, LogWriter writer) implements LogWriter {

        @Override
        public int epoch() {
            return writer.epoch();
        }

        @Override
        public long firstDatagram() {
            return writer.firstDatagram();
        }

        @Override
        public void append(TsChunk chunk) {
            writer.append(chunk);
        }

        @Override
        public LogBook book() {
            return writer.book();
        }

        @Override
        public Optional<String> waitsFor() {
            return writer.waitsFor();
        }

        @Override
        public void close() {
            log.close();
        }
    }

    @Override
    public Optional<String> missing() {
        return problem();
    }

    private Optional<String> problem() {
        Path directory = log.directory();
        return FileLookup.ask(
                directory,
                () -> !Files.exists(directory) || Files.isDirectory(directory)
                        ? Optional.empty()
                        : Optional.of("no directory (expected: the directory of a log, or a name that is free)"),
                Optional.of(FileLookup.NO_ANSWER));
    }

    @Override
    public void refuseImpossible(Delivery delivery) {
        problem().ifPresent(problem -> {
            throw new IllegalArgumentException(this + ": " + problem);
        });
    }

    @Override
    public SplitOutputConfig cutOfMultiplex() {
        return CUT;
    }

    @Override
    public SplitOutputConfig cutOfService() {
        return CUT;
    }

    @Override
    public Object place() {
        return log.folder();
    }

    @Override
    public boolean meets(OutputUri other) {
        return other instanceof LogOutput another && log.folder().equals(another.log.folder());
    }

    @Override
    public void refuseIfInput(InputUri from) {
        if (from instanceof LogInput input && input.place().folder().equals(log.folder())) {
            throw new IllegalArgumentException(this + ": is the input as well (expected: another stream of the log)");
        }
    }

    @Override
    public String toString() {
        return log.toString();
    }
}
