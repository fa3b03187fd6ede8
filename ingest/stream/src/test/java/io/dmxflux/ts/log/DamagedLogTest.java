// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What damage costs: the chunks that it is in. */
@ExtendWith(LeakCheck.class)
class DamagedLogTest {

    private static final int CHUNKS = 12;
    private static final int CHUNK_BYTES = 52 + 9 + 7 * 188;

    @TempDir
    private Path directory;

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private Path segment = Path.of("");
    private Path index = Path.of("");
    private byte[] sound = {};

    /** Chunks of one datagram each, and another segment behind, so that this one is full. */
    @BeforeEach
    void write() throws IOException {
        for (int epoch = 1; epoch <= 2; epoch++) {
            try (FileLog log = log();
                    LogWriter writer = log.write("hd")) {
                LoggedStream stream = new LoggedStream(epoch, writer.firstDatagram());
                for (int i = 0; i < (epoch == 1 ? CHUNKS : 1); i++) {
                    writer.append(stream.next(1, Duration.ofMillis(2)));
                }
            }
        }
        Segment first = Segment.in(directory.resolve("hd")).get(0);
        segment = first.file();
        index = first.index();
        sound = Files.readAllBytes(segment);
        assertThat(sound).hasSize(CHUNKS * CHUNK_BYTES);
        events.clear();
    }

    private FileLog log() {
        return FileLog.in(
                directory, FileLogConfig.builder().onEvent(events::add).build());
    }

    private List<Long> readAll() {
        try (FileLog log = log()) {
            LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(CHUNKS + 1);
            reading.cancel();
            return reading.firstDatagrams;
        }
    }

    private static List<Long> allBut(int... lost) {
        List<Long> kept = new ArrayList<>();
        for (long i = 0; i <= CHUNKS; i++) {
            long chunk = i;
            if (Arrays.stream(lost).noneMatch(number -> number == chunk)) {
                kept.add(i);
            }
        }
        return kept;
    }

    private LogEvent.Unreadable told() {
        assertThat(events).hasSize(1);
        return (LogEvent.Unreadable) events.get(0);
    }

    @Test
    void flippedByteAnywhereCostsItsChunk() throws IOException {
        Random random = new Random(7);
        int[] places = IntStream.concat(IntStream.range(0, 62), random.ints(60, 0, sound.length))
                .toArray();
        for (int place : places) {
            byte[] damaged = sound.clone();
            damaged[place] ^= (byte) (1 << random.nextInt(8));
            Files.write(segment, damaged);
            events.clear();
            int lost = place / CHUNK_BYTES;
            assertThat(readAll()).as("byte %s", place).isEqualTo(allBut(lost));
            LogEvent.Unreadable told = told();
            assertThat(told.place()).isEqualTo(segment.toString());
            assertThat(told.offset()).isEqualTo((long) lost * CHUNK_BYTES);
            assertThat(told.bytes()).isEqualTo(CHUNK_BYTES);
            if (lost > 0) {
                assertThat(told.fromDatagram()).hasValue(lost);
            }
            if (lost < CHUNKS - 1) {
                assertThat(told.toDatagram()).hasValue(lost + 1);
            }
        }
    }

    @Test
    void bytesThatAreMissingOrTooManyCostTheChunksThatTheyAreIn() throws IOException {
        Random random = new Random(8);
        for (int round = 0; round < 60; round++) {
            int from = random.nextInt(sound.length);
            int length = 1 + random.nextInt(Math.min(sound.length - from, 3_000));
            byte[] damaged = sound.clone();
            if (round % 2 == 0) {
                Arrays.fill(damaged, from, from + length, (byte) 0); // a write that never reached the disk
            } else {
                System.arraycopy(sound, from + length, damaged, from, sound.length - from - length);
                damaged = Arrays.copyOf(damaged, sound.length - length);
            }
            Files.write(segment, damaged);
            events.clear();
            int[] lost = IntStream.rangeClosed(from / CHUNK_BYTES, (from + length - 1) / CHUNK_BYTES)
                    .toArray();
            List<Long> read = readAll();
            assertThat(read).isSorted().doesNotHaveDuplicates().containsAll(allBut(lost));
            boolean wholeChunks = round % 2 == 1 && from % CHUNK_BYTES == 0 && length % CHUNK_BYTES == 0;
            assertThat(events).hasSize(wholeChunks ? 0 : 1);
        }
    }

    @Test
    void damagedIndexCostsNothing() throws IOException {
        byte[] written = Files.readAllBytes(index);
        assertThat(written).hasSize(2 * IndexEntry.BYTES);
        for (int at = 0; at < written.length; at++) {
            byte[] damaged = written.clone();
            damaged[at] ^= 0x10;
            Files.write(index, damaged);
            assertThat(readAll()).as("byte %s", at).isEqualTo(allBut());
        }
        for (int length = 0; length < written.length; length++) {
            Files.write(index, Arrays.copyOf(written, length));
            assertThat(readAll()).as("%s bytes", length).isEqualTo(allBut());
        }
    }

    @Test
    void damagedIndexIsMadeAgainByTheNextWriter() throws IOException {
        byte[] written = Files.readAllBytes(index);
        byte[] damaged = written.clone();
        damaged[60] ^= 1;
        Files.write(index, damaged);
        try (FileLog log = log()) {
            log.write("hd").close();
        }
        assertThat(index).hasBinaryContent(written);
        assertThat(events).contains(new LogEvent.IndexRebuilt("hd", index));
    }

    /** As kill -9 leaves it: whatever part of the last chunk was written. */
    @Test
    void tornChunkAtTheEndIsCutOffByTheNextWriterAndTold() throws IOException {
        Path last = Segment.in(directory.resolve("hd")).get(1).file();
        byte[] whole = Files.readAllBytes(last);
        for (int length : new int[] {1, 4, 51, 52, 60, 61, 700, CHUNK_BYTES - 1}) {
            byte[] torn = Arrays.copyOf(whole, whole.length + length);
            System.arraycopy(whole, 0, torn, whole.length, length);
            Files.write(last, torn);
            Files.deleteIfExists(Segment.in(directory.resolve("hd")).get(1).index());
            events.clear();
            try (FileLog log = log();
                    LogWriter writer = log.write("hd")) {
                assertThat(writer.firstDatagram()).isEqualTo(CHUNKS + 1);
            }
            assertThat(last).hasBinaryContent(whole);
            assertThat(events)
                    .filteredOn(LogEvent.Unreadable.class::isInstance)
                    .singleElement()
                    .extracting("offset", "bytes")
                    .containsExactly((long) whole.length, (long) length);
            assertThat(events)
                    .filteredOn(LogEvent.Opened.class::isInstance)
                    .singleElement()
                    .extracting("cutBytes")
                    .isEqualTo((long) length);
        }
    }

    @Test
    void segmentWithoutASoundChunkIsDeletedAndTold() throws IOException {
        Path last = Segment.in(directory.resolve("hd")).get(1).file();
        Files.write(last, new byte[1_000]);
        Files.delete(Segment.in(directory.resolve("hd")).get(1).index());
        try (FileLog log = log();
                LogWriter writer = log.write("hd")) {
            assertThat(writer.firstDatagram()).isEqualTo(CHUNKS);
            assertThat(writer.epoch()).isEqualTo(2);
        }
        assertThat(last).doesNotExist();
        assertThat(events).hasSize(2).hasOnlyElementsOfTypes(LogEvent.Unreadable.class, LogEvent.Opened.class);
    }
}
