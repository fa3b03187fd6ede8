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
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions and times of logs of any shape, against a search through all chunks. */
@ExtendWith(LeakCheck.class)
class LogPlaceTest {

    @TempDir
    private Path directory;

    private record Written(long first, long end, long millis) {}

    private final List<Written> chunks = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void indexFindsWhatASearchFinds(long seed) throws IOException {
        Random random = new Random(seed);
        FileLogConfig config = FileLogConfig.builder()
                .segment(1 + random.nextInt(1 << 22), Duration.ofHours(1))
                .build();
        try (FileLog log = FileLog.in(directory, config)) {
            write(log, random);
            ask(log, random);
            Segment any = Segment.in(directory.resolve("hd")).get(0);
            Files.delete(any.index());
            ask(log, random);
        }
    }

    /** A few epochs, with gaps, pauses, chunks of any size, and a clock that is stepped now and then. */
    private void write(FileLog log, Random random) throws IOException {
        for (int epoch = 1; epoch <= 3; epoch++) {
            try (LogWriter writer = log.write("hd")) {
                LoggedStream stream = new LoggedStream(epoch, writer.firstDatagram());
                for (int i = 0; i < 150; i++) {
                    if (random.nextInt(40) == 0) {
                        stream.step(Duration.ofMillis(random.nextInt(20_000) - 10_000));
                    }
                    TsChunk chunk = stream.next(1 + random.nextInt(48), Duration.ofMillis(random.nextInt(30)));
                    if (random.nextInt(30) == 0) {
                        chunk.release(); // dropped: a gap in the numbers
                        continue;
                    }
                    chunks.add(new Written(chunk.firstDatagram(), chunk.endDatagram(), chunk.timeMillis()));
                    writer.append(chunk);
                }
            }
        }
    }

    private void ask(FileLog log, Random random) throws IOException {
        long end = chunks.get(chunks.size() - 1).end();
        for (int i = 0; i < 100; i++) {
            long datagram = random.nextInt((int) end + 10);
            assertThat(log.time("hd", datagram).map(Instant::toEpochMilli))
                    .as("time of %s", datagram)
                    .isEqualTo(chunks.stream()
                            .filter(chunk -> chunk.end() > datagram)
                            .findFirst()
                            .map(Written::millis));
            long millis = LoggedStream.START_MILLIS + random.nextInt(20_000) - 10_000;
            assertThat(log.position("hd", Instant.ofEpochMilli(millis)))
                    .as("position of %s", millis)
                    .isEqualTo(positionOf(millis));
        }
    }

    /** The chunk that is not earlier, behind one that is, the last of them. */
    private OptionalLong positionOf(long millis) {
        for (int i = chunks.size() - 1; i >= 0; i--) {
            boolean isBehindAnEarlier = i == 0 || chunks.get(i - 1).millis() < millis;
            if (chunks.get(i).millis() >= millis && isBehindAnEarlier) {
                return OptionalLong.of(chunks.get(i).first());
            }
        }
        return OptionalLong.empty();
    }
}
