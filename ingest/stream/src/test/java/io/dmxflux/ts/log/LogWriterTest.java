// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmxflux.dmx.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is slow, full, or forced. */
@ExtendWith(LeakCheck.class)
class LogWriterTest {

    private static final int CHUNK_BYTES = 48 * 7 * 188;
    private static final int DISK_BYTES = 2 << 20;

    @TempDir
    private Path directory;

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final SettableLogTime time = new SettableLogTime();

    private FileLog log(LogDisk disk, LogSync sync) {
        return FileLog.in(
                directory,
                FileLogConfig.builder()
                        .queueBytes(10 * ChunkLayout.MOST_BYTES)
                        .sync(sync)
                        .machine(disk, time)
                        .onEvent(events::add)
                        .build());
    }

    private static void awaitWritten(LogWriter writer) {
        Awaitility.await().until(() -> writer.book().heldBytes() == 0);
    }

    /** The writing thread waits in a call; the one that appends does not. */
    @Test
    void diskThatIsTooSlowCostsTheOldestThatWait() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        LogDisk slow = (file, open) -> new WatchedFile(LogDisk.MACHINE.open(file, open)) {
            @Override
            public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
                asked.countDown();
                await(answers);
                return super.write(buffers, from, count);
            }
        };
        try (FileLog log = log(slow, LogSync.SEGMENTS);
                LogWriter writer = log.write("hd")) {
            LoggedStream stream = new LoggedStream(1, 0);
            writer.append(stream.next());
            asked.await();
            for (int i = 0; i < 30; i++) {
                writer.append(stream.next());
            }
            LogBook book = writer.book();
            assertThat(book.dropped().bytes()).isEqualTo(21L * CHUNK_BYTES);
            assertThat(book.heldBytes()).isEqualTo(10L * CHUNK_BYTES);
            answers.countDown();
            awaitWritten(writer);
            assertThat(writer.book().written().bytes()).isEqualTo(10L * CHUNK_BYTES);
            LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(31 * 48);
            assertThat(reading.firstDatagrams)
                    .startsWith(0L, 22 * 48L, 23 * 48L)
                    .hasSize(10);
            reading.cancel();
        }
        assertThat(events)
                .filteredOn(LogEvent.CaughtUp.class::isInstance)
                .singleElement()
                .extracting("lackingBytes")
                .isEqualTo(21L * CHUNK_BYTES);
        assertThat(events).filteredOn(LogEvent.FellBehind.class::isInstance).hasSize(1);
    }

    /** As behind the {@code shutdownNow} of an application that ends. */
    @Test
    void closingOnAnInterruptedThreadWritesWhatWaits() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        LogDisk slow = (file, open) -> new WatchedFile(LogDisk.MACHINE.open(file, open)) {
            @Override
            public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
                await(answers);
                return super.write(buffers, from, count);
            }
        };
        try (FileLog log = log(slow, LogSync.SEGMENTS)) {
            LogWriter writer = log.write("hd");
            LoggedStream stream = new LoggedStream(1, 0);
            for (int i = 0; i < 10; i++) {
                writer.append(stream.next());
            }
            AtomicBoolean stays = new AtomicBoolean();
            Thread closing = new Thread(() -> {
                Thread.currentThread().interrupt();
                writer.close();
                stays.set(Thread.currentThread().isInterrupted());
            });
            closing.start();
            Awaitility.await().until(() -> closing.getState() != Thread.State.RUNNABLE);
            assertThat(closing.getState()).as("waits").isEqualTo(Thread.State.TIMED_WAITING);
            answers.countDown();
            closing.join();
            assertThat(stays).as("the interrupt").isTrue();
            awaitWritten(writer);
            assertThat(writer.book().written().bytes()).isEqualTo(10L * CHUNK_BYTES);
        }
    }

    /** Whatever a listener throws, and wherever the opening fails: the next writer gets in. */
    @Test
    void aWriterThatCannotBeOpenedLeavesNoLock() throws IOException {
        try (FileLog log = FileLog.in(
                directory,
                FileLogConfig.builder()
                        .onEvent(event -> {
                            throw new NoClassDefFoundError("of the application");
                        })
                        .build())) {
            try (LogWriter writer = log.write("hd")) {
                writer.append(new LoggedStream(1, 0).next());
                awaitWritten(writer);
            }
        }
        Files.delete(Segment.in(directory.resolve("hd")).get(0).index());
        LogDisk failing = (file, open) -> {
            throw new AssertionError("as a fault of this project");
        };
        try (FileLog log = log(failing, LogSync.SEGMENTS)) {
            assertThatThrownBy(() -> log.write("hd")).isInstanceOf(AssertionError.class);
        }
        try (FileLog log = log(LogDisk.MACHINE, LogSync.SEGMENTS);
                LogWriter writer = log.write("hd")) {
            assertThat(writer.firstDatagram()).isEqualTo(48);
        }
    }

    /** The thread that writes goes on, and nobody else has the lock meanwhile. */
    @Test
    void anErrorOfTheDiskCostsWhatWasToBeWritten() throws IOException {
        AtomicBoolean fails = new AtomicBoolean(true);
        LogDisk failing = (file, open) -> {
            if (fails.get()) {
                throw new StackOverflowError("as a fault of this project");
            }
            return LogDisk.MACHINE.open(file, open);
        };
        try (FileLog log = log(failing, LogSync.SEGMENTS);
                LogWriter writer = log.write("hd")) {
            LoggedStream stream = new LoggedStream(1, 0);
            writer.append(stream.next());
            awaitWritten(writer);
            fails.set(false);
            writer.append(stream.next());
            awaitWritten(writer);
            assertThat(writer.book().refused().bytes()).isEqualTo(CHUNK_BYTES);
            assertThat(writer.book().written().bytes()).isEqualTo(CHUNK_BYTES);
        }
        assertThat(events).filteredOn(LogEvent.Waits.class::isInstance).hasSize(1);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void writesAreForcedAsIsSaid() throws IOException {
        AtomicInteger forced = new AtomicInteger();
        LogDisk counted = (file, open) -> new WatchedFile(LogDisk.MACHINE.open(file, open)) {
            @Override
            public void force() throws IOException {
                forced.incrementAndGet();
                super.force();
            }
        };
        assertThat(forcedBy(counted, LogSync.SEGMENTS, forced)).as("at its end").isEqualTo(1);
        assertThat(forcedBy(counted, LogSync.EACH_WRITE, forced)).isEqualTo(11);
        assertThat(forcedBy(counted, LogSync.parse("2s"), forced)).isEqualTo(5);
        assertThat(List.of(LogSync.SEGMENTS, LogSync.EACH_WRITE, LogSync.parse("2s"), LogSync.parse("50ms")))
                .extracting(LogSync::toString)
                .containsExactly("segments", "each", "2s", "50ms")
                .allSatisfy(text -> assertThat(LogSync.parse(text)).hasToString(text));
    }

    private int forcedBy(LogDisk disk, LogSync sync, AtomicInteger forced) throws IOException {
        forced.set(0);
        try (FileLog log = log(disk, sync);
                LogWriter writer = log.write("hd")) {
            LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
            for (int i = 0; i < 10; i++) {
                int before = forced.get();
                time.pass(Duration.ofSeconds(1));
                writer.append(stream.next());
                awaitWritten(writer);
                if (sync.equals(LogSync.EACH_WRITE) || sync.isTimed() && i > 0 && i % 2 == 0) {
                    Awaitility.await().until(() -> forced.get() > before);
                }
            }
        }
        return forced.get();
    }

    /** Told once, until it is over; the thread that writes goes on. */
    @Test
    void whatFailsBesideTheWritesIsToldOnce() throws IOException {
        AtomicBoolean fails = new AtomicBoolean(true);
        LogDisk failing = (file, open) -> new WatchedFile(LogDisk.MACHINE.open(file, open)) {
            @Override
            public void force() throws IOException {
                if (fails.get()) {
                    throw new IllegalStateException("no answer");
                }
                super.force();
            }
        };
        try (FileLog log = log(failing, LogSync.EACH_WRITE);
                LogWriter writer = log.write("hd")) {
            LoggedStream stream = new LoggedStream(1, 0);
            for (int i = 0; i < 4; i++) {
                writer.append(stream.next());
                awaitWritten(writer);
            }
            fails.set(false);
            writer.append(stream.next());
            awaitWritten(writer);
            assertThat(writer.book().written().bytes()).isEqualTo(5L * CHUNK_BYTES);
        }
        assertThat(events)
                .filteredOn(LogEvent.Unforced.class::isInstance)
                .singleElement()
                .extracting("problem")
                .asString()
                .endsWith(": not known to be on the disk: no answer"
                        + " (expected: a disk that works; look at the kernel log (dmesg))");
    }

    /** A file system in memory, which root can mount. */
    @Test
    void fullDiskIsToldAndSurvived() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()), "no mount");
        try (FileLog log = FileLog.in(
                        disk,
                        FileLogConfig.builder()
                                .machine(LogDisk.MACHINE, time)
                                .onEvent(events::add)
                                .build());
                LogWriter writer = log.write("hd")) {
            Path ballast = Files.write(disk.resolve("ballast"), new byte[1 << 20]);
            LoggedStream stream = new LoggedStream(1, 0);
            for (int i = 0; i < 40; i++) {
                writer.append(stream.next());
                awaitWritten(writer);
            }
            Path segment = Segment.in(disk.resolve("hd")).get(0).file();
            assertThat(writer.waitsFor())
                    .contains(segment + ": write failed: No space left on device"
                            + " (expected: a disk with room; make some, or keep less)");
            long kept = writer.book().written().bytes() / CHUNK_BYTES;
            assertThat(kept).isBetween(10L, 17L);
            assertThat(Files.size(segment)).as("ends with a whole chunk").isEqualTo(kept * 63_652);

            Files.delete(ballast);
            time.pass(Duration.ofSeconds(3));
            writer.append(stream.next());
            awaitWritten(writer);
            assertThat(writer.waitsFor()).isEmpty();
            assertThat(events)
                    .endsWith(
                            new LogEvent.Waits(
                                    "hd",
                                    segment + ": write failed: No space left on device"
                                            + " (expected: a disk with room; make some, or keep less)"),
                            new LogEvent.IsBack("hd", Duration.ofSeconds(3), (40 - kept) * CHUNK_BYTES));
            LogReading reading = LogReading.of(log, "hd", LogStart.OLDEST).to(41 * 48);
            assertThat(reading.firstDatagrams).hasSize((int) kept + 1).endsWith((kept - 1) * 48, 40 * 48L);
            reading.cancel();
        } finally {
            succeeds("umount", "-l", disk.toString());
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    /** A file that does what it is asked. */
    private static class WatchedFile implements LogDisk.LogFile {

        private final LogDisk.LogFile file;

        WatchedFile(LogDisk.LogFile file) {
            this.file = file;
        }

        @Override
        public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
            return file.write(buffers, from, count);
        }

        @Override
        public void truncate(long bytes) throws IOException {
            file.truncate(bytes);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
