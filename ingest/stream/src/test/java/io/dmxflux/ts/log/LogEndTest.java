// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.SignalType;

/** Whatever has become of what was there, a reader that has an end comes to it. */
@ExtendWith(LeakCheck.class)
class LogEndTest {

    private static final int CHUNK_BYTES = 52 + 48 * (9 + 7 * 188);
    private static final int LAST_BYTES = 52 + 24 * (9 + 7 * 188);
    private static final LogRetention ALL = new LogRetention(Duration.ZERO, 0);

    @TempDir
    private Path directory;

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final SettableLogTime time = new SettableLogTime();
    private final List<FileLog> logs = new ArrayList<>();

    private FileLog open(LogRetention retention) {
        FileLog log = FileLog.in(
                directory,
                FileLogConfig.builder()
                        .segment(retention.equals(ALL) ? 1 << 30 : CHUNK_BYTES, Duration.ofHours(1))
                        .retention(retention)
                        .machine(LogDisk.MACHINE, time)
                        .onEvent(events::add)
                        .build());
        logs.add(log);
        return log;
    }

    @AfterEach
    void close() {
        logs.forEach(FileLog::close);
    }

    private static void append(LogWriter writer, LoggedStream stream, int chunks) {
        for (int i = 0; i < chunks; i++) {
            writer.append(stream.next());
            Awaitility.await().until(() -> writer.book().heldBytes() == 0);
        }
    }

    private static LoggedStream append(LogWriter writer, int chunks) {
        LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
        append(writer, stream, chunks);
        return stream;
    }

    private static LogReading read(FileLog log, LogStart from, LogEnd to) {
        return LogReading.of(log, "hd", from, to, Long.MAX_VALUE);
    }

    /** As a machine that failed leaves it, or a disk that lies; nobody writes, so that nothing comes behind it. */
    @Test
    void aLastChunkThatIsDamagedIsToldAndNotWaitedFor() throws IOException {
        try (FileLog log = open(ALL);
                LogWriter writer = log.write("hd")) {
            writer.append(append(writer, 3).next(24, Duration.ofMillis(6)));
        }
        time.pass(Duration.ofMinutes(1));
        Path segment = Segment.in(directory.resolve("hd")).get(0).file();
        byte[] sound = Files.readAllBytes(segment);
        List<Consumer<byte[]>> damages = List.of(
                bytes -> bytes[bytes.length - 10] ^= 1,
                bytes -> bytes[3 * CHUNK_BYTES + 10] ^= 0x40, // shorter than it was
                bytes -> bytes[3 * CHUNK_BYTES + 10] ^= 0x03, // longer
                bytes -> Arrays.fill(bytes, 3 * CHUNK_BYTES, bytes.length, (byte) 0));
        List<LogEnd> ends = List.of(LogEnd.THERE, new LogEnd.Before(Instant.ofEpochMilli(time.wallMillis())));
        for (Consumer<byte[]> damage : damages) {
            byte[] damaged = sound.clone();
            damage.accept(damaged);
            Files.write(segment, damaged);
            for (LogEnd to : ends) {
                events.clear();
                FileLog log = open(ALL);
                LogReading reading = read(log, LogStart.OLDEST, to);
                assertThat(reading.end()).isEqualTo(SignalType.ON_COMPLETE);
                assertThat(reading.firstDatagrams).containsExactly(0L, 48L, 96L);
                assertThat(events)
                        .singleElement()
                        .extracting("offset", "bytes")
                        .containsExactly(3L * CHUNK_BYTES, (long) LAST_BYTES);
            }
        }
    }

    /** Where it begins behind what is there, or in the future, there is nothing to wait for. */
    @Test
    void whatIsThereMayBeNothing() throws IOException {
        FileLog log = open(ALL);
        try (LogWriter writer = log.write("hd")) {
            assertThat(read(log, LogStart.OLDEST, LogEnd.THERE).end()).isEqualTo(SignalType.ON_COMPLETE);
            append(writer, 2);
            for (LogStart from : List.of(
                    LogStart.LIVE,
                    new LogStart.Position(96),
                    new LogStart.At(Instant.ofEpochMilli(LoggedStream.START_MILLIS + 100_000)))) {
                LogReading reading = read(log, from, LogEnd.THERE);
                assertThat(reading.end()).as("%s", from).isEqualTo(SignalType.ON_COMPLETE);
                assertThat(reading.firstDatagrams).isEmpty();
            }
        }
        assertThat(read(log, new LogStart.Position(50), LogEnd.THERE).to(96).end())
                .isEqualTo(SignalType.ON_COMPLETE);
    }

    /** What was there is deleted before it is read: what came later is none of its span. */
    @Test
    void aReaderThatIsOvertakenDoesNotGoOnBehindItsEnd() throws IOException {
        FileLog log = open(new LogRetention(Duration.ZERO, 3 * CHUNK_BYTES));
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 3);
            LogReading slow =
                    LogReading.of(log, "hd", LogStart.OLDEST, LogEnd.THERE, 1).chunks(1);
            append(writer, stream, 20);
            slow.request(Long.MAX_VALUE);
            assertThat(slow.end()).isEqualTo(SignalType.ON_COMPLETE);
            assertThat(slow.firstDatagrams).startsWith(0L).isSubsetOf(0L, 48L, 96L);
        }
    }

    /** The writer is silent, or gone; only the time passes. */
    @Test
    void aTimeThatPassesWithoutAChunkIsTheEnd() throws IOException {
        Instant end = Instant.ofEpochMilli(time.wallMillis() + 60_000);
        FileLog log = open(ALL);
        try (LogWriter writer = log.write("hd")) {
            LoggedStream stream = append(writer, 2);
            LogReading oldest =
                    read(log, LogStart.OLDEST, new LogEnd.Before(end)).chunks(2);
            LogReading live = read(log, LogStart.LIVE, new LogEnd.Before(end));
            time.pass(Duration.ofSeconds(61));
            append(writer, stream, 1); // was on its way
            oldest.chunks(3);
            time.pass(Duration.ofSeconds(1));
            assertThat(oldest.end()).isEqualTo(SignalType.ON_COMPLETE);
            assertThat(live.end()).isEqualTo(SignalType.ON_COMPLETE);
            assertThat(oldest.firstDatagrams).containsExactly(0L, 48L, 96L);
            LogReading late = read(log, LogStart.OLDEST, new LogEnd.Before(end));
            assertThat(late.end()).as("past when it begins").isEqualTo(SignalType.ON_COMPLETE);
            assertThat(late.firstDatagrams).containsExactly(0L, 48L, 96L);
        }
    }
}
