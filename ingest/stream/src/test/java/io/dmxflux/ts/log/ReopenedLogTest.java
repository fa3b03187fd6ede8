// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;

/** Logs that are closed, and opened again by the same process or another. */
@ExtendWith(LeakCheck.class)
class ReopenedLogTest {

    @TempDir
    private Path directory;

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final List<TsLog> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(TsLog::close);
    }

    private FileLog log() {
        FileLog log = FileLog.in(
                directory, FileLogConfig.builder().onEvent(events::add).build());
        open.add(log);
        return log;
    }

    private static void append(LogWriter writer, int chunks) {
        LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
        for (int i = 0; i < chunks; i++) {
            writer.append(stream.next());
        }
    }

    @Test
    void anotherWriterGoesOnInTheNextEpoch() throws IOException {
        try (LogWriter writer = log().write("hd")) {
            append(writer, 2);
        }
        FileLog again = log();
        try (LogWriter writer = again.write("hd")) {
            assertThat(writer.epoch()).isEqualTo(2);
            assertThat(writer.firstDatagram()).isEqualTo(96);
            append(writer, 2);
        }
        LogReading reading = LogReading.of(again, "hd", LogStart.OLDEST).to(192);
        assertThat(reading.firstDatagrams).containsExactly(0L, 48L, 96L, 144L);
        reading.cancel();
        assertThat(events)
                .last()
                .isEqualTo(new LogEvent.Opened(
                        "hd", 2, 96, 0, Optional.of(Instant.ofEpochMilli(LoggedStream.START_MILLIS + 26))));
    }

    @Test
    void secondWriterIsRefused() throws Exception {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            assertThatIOException()
                    .isThrownBy(() -> log().write("hd"))
                    .withMessage("log:hd@" + directory + ": is being written by process "
                            + ProcessHandle.current().pid()
                            + " (expected: one writer; end it, or name another stream)");
            assertThat(writesElsewhere()).as("a process that begins to write").isFalse();
            log.write("sd").close();
            assertThat(writer.waitsFor()).isEmpty();
        }
        log.write("hd").close();
        assertThat(writesElsewhere()).isTrue();
    }

    @Test
    void whatIsRemovedBelowAWriterIsMadeAgainAndTold() throws Exception {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
            writer.append(stream.next());
            awaitNothingHeld(writer);
            Path folder = directory.resolve("hd");
            removeAll(folder);
            writer.append(stream.next());
            awaitNothingHeld(writer);
            assertThat(writer.book().written().packets()).isEqualTo(2 * 336);
            assertThat(Segment.in(folder))
                    .singleElement()
                    .extracting(Segment::firstDatagram)
                    .isEqualTo(48L);
            assertThat(writesElsewhere()).as("a second writer").isFalse();
        }
        assertThat(events)
                .filteredOn(LogEvent.Waits.class::isInstance)
                .singleElement()
                .extracting("problem")
                .asString()
                .startsWith(directory.resolve("hd") + ": was removed while it was written, and is made again");
        assertThat(events).filteredOn(LogEvent.IsBack.class::isInstance).hasSize(1);
    }

    /** A reader that is there stays, and reads what comes. */
    @Test
    void whatIsRemovedBetweenTwoWritersGivesNoNumberASecondTime() throws IOException {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            append(writer, 2);
        }
        LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(96);
        removeAll(directory.resolve("hd"));
        try (LogWriter writer = log.write("hd")) {
            assertThat(writer.epoch()).isEqualTo(2);
            assertThat(writer.firstDatagram()).isEqualTo(96);
            append(writer, 1);
            reading.to(144);
        }
        assertThat(reading.firstDatagrams).containsExactly(0L, 48L, 96L);
        reading.cancel();
    }

    private static void awaitNothingHeld(LogWriter writer) {
        await().atMost(Duration.ofSeconds(60)).until(() -> writer.book().heldBytes() == 0);
    }

    private static void removeAll(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private boolean writesElsewhere() throws IOException, InterruptedException {
        Process other = WritingProcess.of(Writing.class, directory)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return other.exitValue() == 0;
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void emptyWritersLeaveNoSegments() throws IOException {
        FileLog log = log();
        for (int i = 0; i < 3; i++) {
            log.write("hd").close();
        }
        assertThat(Segment.in(directory.resolve("hd"))).isEmpty();
        assertThat(log.position("hd", Instant.EPOCH)).isEmpty();
        assertThat(log.time("hd", 0)).isEmpty();
    }

    @Test
    void closingTheLogCompletesItsReaders() throws IOException {
        FileLog log = log();
        LogWriter writer = log.write("hd");
        append(writer, 1);
        LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).chunks(1);
        log.close();
        assertThat(reading.end()).isEqualTo(SignalType.ON_COMPLETE);
        assertThatIllegalStateException().isThrownBy(() -> log.read("hd", LogStart.LIVE));
    }

    @Test
    void readerThatBeginsAfterTheLogIsClosedCompletes() throws IOException {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            append(writer, 1);
        }
        Flux<TsChunk> late = log.read("hd", LogStart.OLDEST);
        log.close();
        StepVerifier.create(late).expectComplete().verify(Duration.ofSeconds(10));
    }

    /** Another process, which writes a stream and ends. */
    static final class Writing {

        private Writing() {}

        public static void main(String[] args) throws IOException {
            try (FileLog log =
                    FileLog.in(Path.of(args[0]), FileLogConfig.builder().build())) {
                log.write("hd").close();
            }
        }
    }
}
