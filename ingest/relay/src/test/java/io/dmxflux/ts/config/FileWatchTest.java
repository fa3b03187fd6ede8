// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dmxflux.ts.plan.HangingFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Moments pass when the test says so: the watch waits for {@link #moments}. */
@Timeout(300)
class FileWatchTest {

    @TempDir
    private Path directory;

    private final BlockingQueue<String> waits = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> moments = new SynchronousQueue<>();
    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private Path file;
    private @Nullable FileWatch watch;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("relay.yaml"), "first");
    }

    @AfterEach
    void close() {
        if (watch != null) {
            watch.close();
        }
    }

    private FileWatch start() {
        return FileWatch.start(() -> Set.of(file), this::changed, this::await);
    }

    private void await() throws InterruptedException {
        waits.add("for a moment");
        moments.take();
    }

    private void changed() {
        try {
            changes.add(Files.exists(file) ? Files.readString(file) : "away");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFileWrittenInPiecesIsToldWhenItIsWhole() throws Exception {
        watch = start();
        Files.writeString(file, "sec");
        waits.take(); // it has seen a change
        Files.writeString(file, "second, and whole");
        settle();
        assertThat(changes.take()).isEqualTo("second, and whole");
        assertThat(changes).isEmpty();
    }

    @Test
    void aFileOnADiskThatDoesNotAnswerHoldsUpNeitherStartNorEnd() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        HangingFolder hanging = HangingFolder.over(disk);
        try {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> FileWatch.start(() -> Set.of(disk.resolve("relay.yaml")), this::changed, this::await)
                            .close());
        } finally {
            hanging.close();
        }
    }

    /** Lets moments pass for as long as the watch takes them. */
    private void settle() throws InterruptedException {
        while (changes.isEmpty()) {
            moments.offer("passed", 10, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void aFileReplacedByRenameIsToldEveryTime() throws Exception {
        watch = start();
        for (String content : new String[] {"second", "third", "fourth"}) {
            Path next = Files.writeString(directory.resolve("relay.yaml~"), content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            settle();
            assertThat(changes.take()).isEqualTo(content);
        }
    }

    @Test
    void aFileThatGoesAndComesBackIsToldTwice() throws Exception {
        watch = start();
        Files.delete(file);
        settle();
        assertThat(changes.take()).isEqualTo("away");
        Files.writeString(file, "back");
        settle();
        assertThat(changes.take()).isEqualTo("back");
    }

    @Test
    void aFileBehindALinkThatIsTurnedIsTold() throws Exception {
        Files.createDirectory(directory.resolve("v1"));
        Files.createDirectory(directory.resolve("v2"));
        Files.writeString(directory.resolve("v1/relay.yaml"), "first");
        Files.writeString(directory.resolve("v2/relay.yaml"), "second");
        Files.createSymbolicLink(directory.resolve("data"), Path.of("v1"));
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("data/relay.yaml"));
        watch = start();
        Files.createSymbolicLink(directory.resolve("data~"), Path.of("v2"));
        Files.move(directory.resolve("data~"), directory.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
        settle();
        assertThat(changes.take()).isEqualTo("second");
    }

    @Test
    void whatHappensBesideItIsNoChange() throws Exception {
        watch = start();
        for (int i = 0; i < 10; i++) {
            Files.writeString(directory.resolve("recording.ts"), "x".repeat(i));
        }
        assertThat(moments.offer("passed", 300, TimeUnit.MILLISECONDS))
                .as("waits for a moment")
                .isFalse();
        assertThat(changes).isEmpty();
    }

    @Test
    void fileBehindALinkThatIsWrittenIsTold() throws Exception {
        Path real = Files.writeString(
                Files.createDirectory(directory.resolve("real")).resolve("relay.yaml"), "first");
        Files.delete(file);
        Files.createSymbolicLink(file, real);
        watch = start();
        Files.writeString(real, "second");
        settle();
        assertThat(changes.take()).isEqualTo("second");
    }

    @Test
    void directoryThatIsReplacedIsToldEveryTime() throws Exception {
        Path live = Files.createDirectory(directory.resolve("live"));
        file = Files.writeString(live.resolve("relay.yaml"), "first");
        watch = start();
        for (String content : new String[] {"second", "third"}) {
            Path next = Files.createDirectory(directory.resolve("next"));
            Files.writeString(next.resolve("relay.yaml"), content);
            Files.move(live, directory.resolve("before " + content));
            Files.move(next, live);
            settle();
            String told = changes.take();
            if (told.equals("away")) { // it may look between the two moves
                settle();
                told = changes.take();
            }
            assertThat(told).isEqualTo(content);
        }
    }

    @Test
    void directoryThatIsNotThereYetIsWaitedFor() throws Exception {
        file = directory.resolve("late/relay.yaml");
        watch = start();
        Files.createDirectory(directory.resolve("late"));
        Files.writeString(file, "there");
        settle();
        assertThat(changes.take()).isEqualTo("there");
    }

    @Test
    void actionThatFailsDoesNotEndTheWatch() throws Exception {
        watch = FileWatch.start(
                () -> Set.of(file),
                () -> {
                    changed();
                    throw new StackOverflowError("of the action");
                },
                this::await);
        for (String content : new String[] {"second, longer", "third"}) {
            Files.writeString(file, content);
            settle();
            assertThat(changes.take()).isEqualTo(content);
        }
    }

    @Test
    void anotherFileIsAChangeAndSoIsOneOfIt() throws Exception {
        Set<Path> files = ConcurrentHashMap.newKeySet();
        files.add(file);
        watch = FileWatch.start(() -> files, this::changed, this::await);
        Path other = Files.writeString(directory.resolve("channels.conf"), "[one]");
        files.add(other);
        settle();
        assertThat(changes.take()).isEqualTo("first");
        Files.writeString(other, "[one]\n[two]");
        settle();
        assertThat(changes.take()).isEqualTo("first");
    }
}
