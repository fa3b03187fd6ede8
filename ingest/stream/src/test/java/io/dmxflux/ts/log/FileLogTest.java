// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dmxflux.dmx.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Writing, reading, positions and times, of a disk that does what it is asked. */
@ExtendWith(LeakCheck.class)
class FileLogTest {

    private static final long CHUNK_DATAGRAMS = 48;

    @TempDir
    private Path directory;

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final SettableLogTime time = new SettableLogTime();
    private final List<TsLog> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(TsLog::close);
    }

    private FileLogConfig.Builder config() {
        return FileLogConfig.builder()
                .queueBytes(32 << 20) // all that a test appends at once, if the writing thread is late
                .onEvent(events::add)
                .machine(LogDisk.MACHINE, time);
    }

    private FileLog log(FileLogConfig.Builder config) {
        FileLog log = FileLog.in(directory, config.build());
        open.add(log);
        return log;
    }

    private FileLog log() {
        return log(config());
    }

    private static LoggedStream append(LogWriter writer, int chunks) {
        LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
        append(writer, stream, chunks);
        return stream;
    }

    private static void append(LogWriter writer, LoggedStream stream, int chunks) {
        for (int i = 0; i < chunks; i++) {
            writer.append(stream.next());
        }
    }

    private static List<Long> everyChunk(long from, int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> from + i * CHUNK_DATAGRAMS)
                .toList();
    }

    private static void awaitWritten(LogWriter writer) {
        Awaitility.await().until(() -> writer.book().heldBytes() == 0);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            append(writer, 100);
            awaitWritten(writer);
            assertThat(writer.book().written().bytes()).isEqualTo(100 * 48 * 7 * 188);
            assertThat(writer.book().appended()).extracting("bytes").isEqualTo(100L * 48 * 7 * 188);
        }
        LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(100 * CHUNK_DATAGRAMS);
        assertThat(reading.firstDatagrams).isEqualTo(everyChunk(0, 100));
        assertThat(reading.packets)
                .isEqualTo(everyChunk(0, 100).stream()
                        .map(first -> (int) (first * 7))
                        .toList());
        reading.cancel();
        assertThat(events).containsExactly(new LogEvent.Opened("hd", 1, 0, 0, Optional.empty()));
    }

    @Test
    void readersFollowTheWriter() throws IOException {
        FileLog log = log(config().segment(1 << 20, Duration.ofHours(1)));
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 3);
            LogReading oldest = LogReading.of(log, "hd", LogStart.OLDEST).chunks(3);
            LogReading live = LogReading.of(log, "hd", LogStart.LIVE);
            int chunks = 3;
            while (live.firstDatagrams.isEmpty()) { // until it has found its place
                append(writer, stream, 1);
                chunks++;
                oldest.chunks(chunks);
            }
            append(writer, stream, 60);
            oldest.chunks(chunks + 60);
            live.to((chunks + 60) * CHUNK_DATAGRAMS);
            assertThat(oldest.firstDatagrams).isEqualTo(everyChunk(0, chunks + 60));
            assertThat(live.firstDatagrams)
                    .as("from its beginning on, nothing is missing")
                    .isEqualTo(oldest.firstDatagrams.subList(
                            oldest.firstDatagrams.indexOf(live.firstDatagrams.get(0)), chunks + 60))
                    .hasSizeLessThanOrEqualTo(chunks + 60 - 3);
            oldest.cancel();
            live.cancel();
        }
        assertThat(Segment.in(directory.resolve("hd"))).hasSizeGreaterThan(1);
    }

    /** As a relay in another process does. */
    @Test
    void readerOfAnotherProcessFollowsAsWell() throws IOException {
        try (LogWriter writer =
                log(config().segment(200_000, Duration.ofHours(1))).write("hd")) {
            LoggedStream stream = append(writer, 1);
            awaitWritten(writer);
            LogReading other = LogReading.of(log(), "hd", LogStart.OLDEST).chunks(1);
            append(writer, stream, 20);
            other.to(21 * CHUNK_DATAGRAMS);
            assertThat(other.firstDatagrams).isEqualTo(everyChunk(0, 21));
            other.cancel();
        }
    }

    @Test
    void timeThatHasNotComeYetIsWaitedFor() throws IOException {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 10);
            awaitWritten(writer);
            Instant later = Instant.ofEpochMilli(LoggedStream.START_MILLIS + 20 * 13);
            assertThat(log.position("hd", later)).isEmpty();
            LogReading reading = LogReading.of(log, "hd", new LogStart.At(later));
            append(writer, stream, 20);
            reading.to(30 * CHUNK_DATAGRAMS);
            assertThat(reading.firstDatagrams).isEqualTo(everyChunk(19 * CHUNK_DATAGRAMS, 11));
            reading.cancel();
        }
    }

    @Test
    void chunksOutOfOrderAreRefused() throws IOException {
        FileLog log = log();
        LogWriter writer = log.write("hd");
        TsChunk first = new LoggedStream(1, 0).next();
        TsChunk again = new LoggedStream(1, 0).next();
        TsChunk ofAnother = new LoggedStream(2, 48).next();
        writer.append(first);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.append(again))
                .withMessageEndingWith("(expected: one from datagram 48 on)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.append(ofAnother))
                .withMessageEndingWith("(expected: one of epoch 1)");
        writer.close();
        TsChunk late = new LoggedStream(1, 48).next();
        assertThatIllegalStateException()
                .isThrownBy(() -> writer.append(late))
                .withMessage("log:hd@" + directory + ": closed (expected: open)");
        assertThat(List.of(again.refCnt(), ofAnother.refCnt(), late.refCnt())).containsOnly(0);
    }

    @Test
    void streamThatIsNotThereIsNamed() {
        assertThat(LogReading.of(log(), "none", LogStart.LIVE).failure())
                .hasMessage("log:none@" + directory + ": no such stream (expected: one that is, or was, written)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log().read("../etc", LogStart.LIVE))
                .withMessageStartingWith("stream: ../etc (expected: letters, digits");
    }

    @Test
    void nothingIsReadWithoutDemand() throws IOException {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            append(writer, 10);
        }
        LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST, 0);
        reading.request(3);
        reading.chunks(3);
        assertThat(reading.firstDatagrams).hasSize(3);
        reading.request(2);
        reading.chunks(5);
        assertThat(reading.firstDatagrams).hasSize(5);
        reading.cancel();
    }

    @Test
    void positionsAndTimesAreConvertible() throws IOException {
        FileLog log = log(config().segment(1 << 20, Duration.ofHours(1)));
        try (LogWriter writer = log.write("hd")) {
            append(writer, 200); // every 13 ms from 13 ms on
        }
        Instant start = Instant.ofEpochMilli(LoggedStream.START_MILLIS);
        assertThat(log.position("hd", start.plusMillis(13 * 101))).isEqualTo(OptionalLong.of(100 * 48));
        assertThat(log.position("hd", start.plusMillis(13 * 101 - 1))).isEqualTo(OptionalLong.of(100 * 48));
        assertThat(log.position("hd", start.plusMillis(13 * 101 + 1))).isEqualTo(OptionalLong.of(101 * 48));
        assertThat(log.position("hd", Instant.EPOCH)).isEqualTo(OptionalLong.of(0));
        assertThat(log.position("hd", start.plusSeconds(60))).as("not yet").isEmpty();
        assertThat(log.time("hd", 100 * 48)).contains(start.plusMillis(13 * 101));
        assertThat(log.time("hd", 100 * 48 + 47)).contains(start.plusMillis(13 * 101));
        assertThat(log.time("hd", 200 * 48)).isEmpty();
    }

    @Test
    void stepsOfTheWallClockAreToldAndBreakNothing() throws IOException {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 10);
            stream.step(Duration.ofHours(-1));
            append(writer, stream, 10);
            stream.step(Duration.ofDays(365));
            append(writer, stream, 10);
            stream.step(Duration.ofDays(-365));
            append(writer, stream, 10);
        }
        assertThat(events.subList(1, 4))
                .containsExactly(
                        new LogEvent.ClockStepped("hd", 10 * 48, Duration.ofHours(-1)),
                        new LogEvent.ClockStepped("hd", 20 * 48, Duration.ofDays(365)),
                        new LogEvent.ClockStepped("hd", 30 * 48, Duration.ofDays(-365)));
        LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(40 * 48);
        assertThat(reading.firstDatagrams).isEqualTo(everyChunk(0, 40));
        reading.cancel();
        Instant start = Instant.ofEpochMilli(LoggedStream.START_MILLIS);
        assertThat(log.position("hd", start.plusMillis(13 * 5)))
                .as("the last time that it became so late")
                .isEqualTo(OptionalLong.of(20 * 48));
        assertThat(log.position("hd", start.minusSeconds(3600).plusMillis(13 * 35)))
                .as("and not in the year that never was")
                .isEqualTo(OptionalLong.of(34 * 48));
    }

    @Test
    void oldSegmentsAreDeletedBySize() throws IOException {
        FileLog log = log(
                config().segment(200_000, Duration.ofHours(1)).retention(new LogRetention(Duration.ZERO, 1_000_000)));
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 1);
            for (int i = 0; i < 60; i++) {
                append(writer, stream, 1);
                awaitWritten(writer);
            }
        }
        long kept = 0;
        for (Segment segment : Segment.in(directory.resolve("hd"))) {
            kept += segment.bytes();
        }
        assertThat(kept).isBetween(600_000L, 1_000_000L + 300_000);
        assertThat(events).hasAtLeastOneElementOfType(LogEvent.Deleted.class);
        try (var files = Files.list(directory.resolve("hd"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".index")))
                    .hasSameSizeAs(Segment.in(directory.resolve("hd")));
        }
    }

    @Test
    void oldSegmentsAreDeletedByAgeButNotForAStepOfTheClock() throws IOException {
        FileLog log = log(
                config().segment(60_000, Duration.ofHours(1)).retention(new LogRetention(Duration.ofMinutes(10), 0)));
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 1);
            for (int i = 0; i < 10; i++) {
                writer.append(stream.next(48, Duration.ofMinutes(1)));
                awaitWritten(writer);
                time.pass(Duration.ofMinutes(1));
            }
            assertThat(events).doesNotHaveAnyElementsOfTypes(LogEvent.Deleted.class);
            time.step(Duration.ofDays(365));
            for (int i = 0; i < 3; i++) {
                writer.append(stream.next(48, Duration.ofSeconds(1)));
                awaitWritten(writer);
                time.pass(Duration.ofSeconds(1));
            }
            assertThat(events).doesNotHaveAnyElementsOfTypes(LogEvent.Deleted.class);
            time.step(Duration.ofDays(-365));
            time.pass(Duration.ofMinutes(61));
            writer.append(stream.next(48, Duration.ofMinutes(61)));
            awaitWritten(writer);
            time.pass(Duration.ofMinutes(61));
            writer.append(stream.next(48, Duration.ofMinutes(61)));
            Awaitility.await().until(() -> Segment.in(directory.resolve("hd")).size() <= 3);
        }
    }

    /** A reader may be in the middle of a segment that is deleted, and finds the next one gone. */
    @Test
    void readerThatIsOvertakenGoesOnWithWhatIsKept() throws IOException {
        FileLog log = log(
                config().segment(200_000, Duration.ofHours(1)).retention(new LogRetention(Duration.ZERO, 1_000_000)));
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 2);
            LogReading slow = LogReading.of(log, "hd", LogStart.OLDEST, 1).chunks(1);
            for (int i = 0; i < 100; i++) {
                append(writer, stream, 1);
                awaitWritten(writer);
            }
            slow.request(Long.MAX_VALUE);
            slow.to(102 * CHUNK_DATAGRAMS);
            assertThat(slow.firstDatagrams).isSorted().startsWith(0L, 48L).hasSizeLessThan(40);
            slow.cancel();
        }
        assertThat(events)
                .filteredOn(LogEvent.Overtaken.class::isInstance)
                .singleElement()
                .extracting("fromDatagram")
                .isEqualTo(4 * 48L);
    }

    /** By a person who makes room. */
    @Test
    void removedSegmentIsFollowedByAnother() throws IOException {
        FileLog log = log();
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 2);
            awaitWritten(writer);
            Segment.in(directory.resolve("hd")).get(0).delete();
            append(writer, stream, 2);
            awaitWritten(writer);
            LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(4 * 48);
            assertThat(reading.firstDatagrams).endsWith(144L);
            reading.cancel();
        }
    }

    @Test
    void readersShareWhatOneHasRead() throws IOException {
        FileLog log = log(config().cacheBytes(4 << 20));
        try (LogWriter writer = log.write("hd")) {
            append(writer, 200);
        }
        List<LogReading> readings = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readings.add(LogReading.of(log, "hd", LogStart.OLDEST));
        }
        for (LogReading reading : readings) {
            assertThat(reading.to(200 * 48).firstDatagrams).isEqualTo(everyChunk(0, 200));
            reading.cancel();
        }
    }
}
