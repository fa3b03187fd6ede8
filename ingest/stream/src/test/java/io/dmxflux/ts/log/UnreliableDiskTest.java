// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that fails in every way there is: what the book has as written is read again, in order and once, and the rest is on
 * another account.
 */
@ExtendWith(LeakCheck.class)
class UnreliableDiskTest {

    /** Seeds of each case; 50 for a thousand in all. */
    private static final int SEEDS = Integer.getInteger("log.seeds", 5);

    private static final int CHUNKS = 60;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void whatIsWrittenIsReadAgainAndTheRestIsOnAnotherAccount(int range) throws IOException {
        for (int seed = range * SEEDS; seed < (range + 1) * SEEDS; seed++) {
            new Run(directory.resolve("seed-" + seed), seed).check();
        }
    }

    private static final class Run {

        private final Path folder;
        private final int seed;
        private final Random random;
        private final UnreliableDisk disk;
        private final SettableLogTime time = new SettableLogTime();
        private final List<LogEvent> events = new CopyOnWriteArrayList<>();
        private final List<Long> written = new ArrayList<>();
        private final boolean lies;

        Run(Path folder, int seed) {
            this.folder = folder;
            this.seed = seed;
            this.random = new Random(seed);
            this.lies = seed % 2 == 1;
            this.disk = new UnreliableDisk(seed, lies);
        }

        void check() throws IOException {
            FileLogConfig config = FileLogConfig.builder()
                    .segment(1 + random.nextInt(20_000), Duration.ofHours(1))
                    .sync(random.nextBoolean() ? LogSync.SEGMENTS : LogSync.EACH_WRITE)
                    .machine(disk, time)
                    .onEvent(events::add)
                    .build();
            try (FileLog log = FileLog.in(folder, config)) {
                write(log);
                read(log);
            }
        }

        /** One by one, so that the book says which was written. */
        private void write(FileLog log) throws IOException {
            try (LogWriter writer = log.write("hd")) {
                LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
                for (int i = 0; i < CHUNKS; i++) {
                    if (i == CHUNKS - 1) {
                        disk.mend();
                        time.pass(Duration.ofSeconds(2));
                    }
                    TsChunk chunk = stream.next(1 + random.nextInt(3), Duration.ofMillis(5));
                    long first = chunk.firstDatagram();
                    long before = writer.book().written().bytes();
                    writer.append(chunk);
                    Awaitility.await()
                            .pollInterval(Duration.ofNanos(50_000))
                            .until(() -> writer.book().heldBytes() == 0);
                    if (writer.book().written().bytes() > before) {
                        written.add(first);
                    }
                    time.pass(Duration.ofMillis(random.nextInt(900)));
                }
                LogBook book = writer.book();
                assertThat(book.appended().bytes())
                        .isEqualTo(book.written().bytes() + book.refused().bytes());
            }
        }

        private void read(FileLog log) {
            assertThat(written)
                    .as("seed %s: the last, as the disk works again", seed)
                    .isNotEmpty();
            long last = written.get(written.size() - 1);
            LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(last + 1);
            reading.cancel();
            if (lies) {
                assertThat(reading.firstDatagrams)
                        .as("seed %s", seed)
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .isSubsetOf(written);
                int lost = written.size() - reading.firstDatagrams.size();
                assertThat(lost)
                        .as("seed %s", seed)
                        .isLessThanOrEqualTo(disk.lies().size());
                if (lost > 0) {
                    assertThat(events).hasAtLeastOneElementOfType(LogEvent.Unreadable.class);
                }
            } else {
                assertThat(reading.firstDatagrams).as("seed %s", seed).isEqualTo(written);
            }
        }
    }
}
