// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/** A disk that is full for a while: a file system in memory, which root can mount. */
@ExtendWith(LeakCheck.class)
class FullDiskTest {

    private static final int PACKETS = 343;
    private static final long BYTES = PACKETS * TsPacket.LENGTH;
    private static final int DISK_BYTES = 1 << 20;

    @TempDir
    private Path disk;

    private final SettableTime time = new SettableTime();
    private final List<FileEvent> events = new ArrayList<>();
    private final Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()), "no mount");
    }

    @AfterEach
    void unmount() throws Exception {
        succeeds("umount", "-l", disk.toString());
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    @Test
    void whatAFullDiskRefusesIsCountedAndTheRestIsWrittenWhenThereIsRoom() throws Exception {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[DISK_BYTES - 100_000]);
        FileSink sink = FileSink.builder(disk.resolve("rec.ts"))
                .process(new RecordedFiles(), time)
                .onEvent(events::add)
                .build();
        Disposable writing = sink.send(source.asFlux()).subscribe();

        emit(sink, 0); // there is room for one, and for half of another
        emit(sink, 1);
        assertThat(sink.waitsFor())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith(disk.resolve("rec.ts") + ": write failed after " + BYTES
                                + " bytes: No space left on device (expected: a disk with room"));
        assertThat(disk.resolve("rec.ts")).as("cut off behind whole packets").hasSize(BYTES);
        time.pass(Duration.ofSeconds(1));
        emit(sink, 2); // still full
        Files.delete(ballast);
        emit(sink, 3); // too early
        time.pass(Duration.ofSeconds(1));
        emit(sink, 4);
        time.pass(Duration.ofSeconds(2));
        emit(sink, 5);
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(sink.stats().bytes()).isEqualTo(3 * BYTES);
        assertThat(sink.stats().failures().get("ENOSPC")).isEqualTo(new FailedSends(0, 3 * BYTES));
        assertThat(disk.resolve("rec.ts")).hasSize(3 * BYTES + TsPacket.LENGTH); // a discontinuity is marked
        assertThat(events.get(events.size() - 1)).isEqualTo(new FileEvent.IsBack(Duration.ofSeconds(2), 3 * BYTES));
        assertThat(events)
                .filteredOn(FileEvent.Waits.class::isInstance)
                .as("told once")
                .hasSize(1);
    }

    @Test
    void aRecordingThatBeginsOnAFullDiskHasWholePacketsWhenThereIsRoom() throws Exception {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[DISK_BYTES]);
        FileSink sink = FileSink.builder(disk.resolve("rec.ts"))
                .process(new RecordedFiles(), time)
                .onEvent(events::add)
                .build();
        Disposable writing = sink.send(source.asFlux()).subscribe();

        emit(sink, 0);
        Files.delete(ballast);
        time.pass(Duration.ofSeconds(1));
        emit(sink, 1);
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(disk.resolve("rec.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS, PACKETS));
        assertThat(sink.stats().bytes()).isEqualTo(BYTES);
        assertThat(sink.stats().failures().get("ENOSPC")).isEqualTo(new FailedSends(0, BYTES));
        assertThat(sink.book().added().bytes()).isZero();
    }

    @Test
    void diskWithRoomNowAndThenIsToldOnce() throws Exception {
        Path ballast = disk.resolve("ballast");
        FileSink sink = FileSink.builder(disk.resolve("rec.ts"))
                .process(new RecordedFiles(), time)
                .onEvent(events::add)
                .build();
        Disposable writing = sink.send(source.asFlux()).subscribe();

        for (int round = 0; round < 6; round++) {
            Files.write(ballast, new byte[(int) Files.getFileStore(disk).getUsableSpace()]);
            emit(sink, 2 * round);
            Files.delete(ballast);
            time.pass(Duration.ofSeconds(10));
            emit(sink, 2 * round + 1);
            time.pass(Duration.ofSeconds(1));
        }
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(sink.stats().bytes() + sink.stats().failedBytes()).isEqualTo(12 * BYTES);
        assertThat(events).filteredOn(FileEvent.Waits.class::isInstance).hasSize(1);
        assertThat(events).filteredOn(FileEvent.Opened.class::isInstance).hasSize(1);
        assertThat(events).filteredOn(FileEvent.IsBack.class::isInstance).hasSize(1);
    }

    /** As an operator does it to make room. */
    @Test
    void aRecordingThatIsRemovedWhileTheDiskIsFullIsToldWithWhatItHad() throws Exception {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[DISK_BYTES - 100_000]);
        FileSink sink = FileSink.builder(disk.resolve("rec.ts"))
                .process(new RecordedFiles(), time)
                .onEvent(events::add)
                .build();
        Disposable writing = sink.send(source.asFlux()).subscribe(done -> {}, refused -> {});
        emit(sink, 0);
        emit(sink, 1);
        Files.delete(disk.resolve("rec.ts"));
        time.pass(Duration.ofSeconds(1));
        emit(sink, 2);
        assertThat(events).contains(new FileEvent.Replaced(disk.resolve("rec.ts"), disk.resolve("rec.ts"), BYTES));

        emit(sink, 3);
        assertThat(sink.waitsFor())
                .as("what this file had, not the one before")
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains(": write failed after " + (BYTES + TsPacket.LENGTH)
                                + " bytes")); // a discontinuity is marked
        Files.delete(ballast);
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);
    }

    @Test
    void thePartThatCannotBeOpenedIsNamed() throws Exception {
        assertThat(succeeds("mount", "-o", "remount,nr_inodes=2", disk.toString()))
                .isTrue(); // its root, and one file
        FileSink sink = FileSink.builder(disk.resolve("rec.ts"))
                .process(new RecordedFiles(), time)
                .rotation(new FileRotation(BYTES, Duration.ofHours(1)))
                .build();
        Disposable writing = sink.send(source.asFlux()).subscribe(done -> {}, refused -> {});
        emit(sink, 0);
        emit(sink, 1);
        assertThat(sink.waitsFor())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .isEqualTo(disk.resolve("rec.2.ts") + ": cannot be opened: No space left on device"));
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);
    }

    @Test
    void diskThatIsMountedOverTheRecordingGetsTheRest() throws Exception {
        FileSink sink = FileSink.builder(disk.resolve("rec.ts"))
                .process(new RecordedFiles(), time)
                .onEvent(events::add)
                .build();
        Disposable writing = sink.send(source.asFlux()).subscribe();
        emit(sink, 0);

        assertThat(succeeds("umount", "-l", disk.toString())).isTrue();
        mount();
        time.pass(Duration.ofSeconds(1));
        emit(sink, 1);
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(disk.resolve("rec.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS, PACKETS));
    }

    private void emit(FileSink sink, int number) {
        long before = sink.stats().bytes() + sink.stats().failedBytes();
        source.tryEmitNext(CraftedPacket.buffer(CraftedPacket.run(0x100, number * PACKETS, PACKETS)));
        Awaitility.await().until(() -> sink.stats().bytes() + sink.stats().failedBytes() == before + BYTES);
    }
}
