// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that is killed while it writes, at any moment: what it had said to be written is there, and no other damage. */
@ExtendWith(LeakCheck.class)
class KilledWriterTest {

    /** How often in all; {@code -Dlog.kills=1000} takes twenty minutes. */
    private static final int KILLS = Integer.getInteger("log.kills", 20);

    private static final int KILLS_OF_A_LOG = 20;

    private static final long SEED = Long.getLong("log.seed", 15);

    /** In front of a position, which is in no line of a logger. */
    private static final String SAYS = "written to ";

    @TempDir
    private Path directory;

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();

    /** Returns a seed for each log. */
    private static LongStream logs() {
        return LongStream.range(SEED, SEED + KILLS / KILLS_OF_A_LOG);
    }

    @ParameterizedTest
    @MethodSource("logs")
    void whatAKilledWriterHasWrittenIsReadAgain(long seed) throws Exception {
        Random random = new Random(seed);
        long before = 0;
        int epoch = 1;
        for (int kill = 0; kill < KILLS_OF_A_LOG; kill++) {
            long confirmed = writeUntilKilled(random);
            events.clear();
            try (FileLog log = log();
                    LogWriter writer = log.write("hd")) {
                long end = writer.firstDatagram();
                assertThat(end).as("kill %s", kill).isGreaterThanOrEqualTo(confirmed);
                if (end > before) { // one that wrote nothing has left no trace
                    epoch++;
                    assertEverythingIsRead(log, before, end, kill);
                }
                assertThat(writer.epoch()).as("kill %s", kill).isEqualTo(epoch);
                before = end;
            }
            assertTornAtTheEndAlone(kill);
        }
    }

    private static void assertEverythingIsRead(FileLog log, long from, long end, int kill) {
        LogReading reading =
                LogReading.of(log, "hd", new LogStart.Position(from)).to(end);
        reading.cancel();
        assertThat(reading.firstDatagrams)
                .as("kill %s: everything, in order", kill)
                .isEqualTo(datagrams(from, end));
    }

    private void assertTornAtTheEndAlone(int kill) {
        List<LogEvent.Unreadable> damage = events.stream()
                .filter(LogEvent.Unreadable.class::isInstance)
                .map(LogEvent.Unreadable.class::cast)
                .toList();
        assertThat(damage).as("kill %s", kill).hasSizeLessThan(2).allSatisfy(torn -> {
            assertThat(torn.bytes()).isLessThan(ChunkLayout.MOST_BYTES);
            assertThat(torn.toDatagram()).isEmpty();
        });
    }

    private static List<Long> datagrams(long from, long to) {
        return IntStream.range((int) (from / 48), (int) (to / 48))
                .mapToObj(chunk -> chunk * 48L)
                .toList();
    }

    /** Returns the position to which the process said that it had written. */
    private long writeUntilKilled(Random random) throws Exception {
        Process writer = WritingProcess.of(Writing.class, directory)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
            int most = 1 + random.nextInt(150);
            long confirmed = 0;
            for (int i = 0; i < most; i++) {
                confirmed = nextPosition(lines);
            }
            assertThat(writer.isAlive()).isTrue();
            writer.destroyForcibly();
            return confirmed;
        } finally {
            writer.destroyForcibly();
            assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static long nextPosition(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(SAYS)) {
            line = lines.readLine();
        }
        assertThat(line).as("the process lives").isNotNull();
        return Long.parseLong(line.substring(SAYS.length()));
    }

    private FileLog log() {
        return log(directory, events);
    }

    private static FileLog log(Path directory, List<LogEvent> events) {
        return FileLog.in(
                directory,
                FileLogConfig.builder()
                        .segment(8 << 20, Duration.ofHours(1))
                        .retention(new LogRetention(Duration.ZERO, 200L << 20))
                        .onEvent(events::add)
                        .build());
    }

    /** The process that is killed: it writes as fast as it can, and says where it is. */
    static final class Writing {

        private Writing() {}

        public static void main(String[] args) throws IOException {
            try (FileLog log = log(Path.of(args[0]), new CopyOnWriteArrayList<>());
                    LogWriter writer = log.write("hd")) {
                LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
                long begun = writer.firstDatagram();
                while (true) {
                    while (writer.book().heldBytes() > 1 << 20) {
                        Thread.onSpinWait();
                    }
                    writer.append(stream.next());
                    long written = writer.book().written().bytes() / (188 * 7);
                    System.out.println(SAYS + (begun + written));
                }
            }
        }
    }
}
