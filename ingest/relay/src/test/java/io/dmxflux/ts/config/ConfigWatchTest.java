// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.ts.text.EventText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<RelayConfig> applied = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private Path file;
    private RelayConfig first;
    private ConfigWatch watch;
    private long now;

    @BeforeEach
    void readFirst() throws IOException {
        file = directory.resolve("relay.yaml");
        write("udp://239.255.0.1:5004");
        first = RelayConfig.read(file);
        watch = new ConfigWatch(
                first, applied::add, event -> notices.addAll(EventText.lines(event)), () -> now, RelayConfig::reread);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private void write(String... outputs) throws IOException {
        Files.writeString(file, text(outputs));
    }

    private static String text(String... outputs) {
        StringBuilder text = new StringBuilder("inputs:\n  - from: 'sim:'\n    outputs:\n");
        for (String output : outputs) {
            text.append("      - to: ").append(output).append('\n');
        }
        return text.toString();
    }

    @Test
    void anotherConfigurationIsPutIntoForce() throws Exception {
        write("udp://239.255.0.1:5004", "udp://239.255.0.2:5004");
        watch.changed();
        assertThat(applied).containsExactly(RelayConfig.read(file));
        assertThat(notices).containsExactly(file + ": read again, and in force: 1 input, 2 outputs");
        watch.changed();
        assertThat(applied).hasSize(1);
    }

    /** An operator saves the file and sends the signal, perhaps twice. */
    @Test
    void aChangeAndTheSignalsThatFollowItAreOneLine() throws Exception {
        write("udp://239.255.0.1:5004", "udp://239.255.0.2:5004");
        watch.changed();
        watch.hungUp();
        watch.hungUp();
        assertThat(applied).as("each is done").hasSize(3);
        assertThat(notices).hasSize(1);
        now += TimeUnit.SECONDS.toNanos(3);
        watch.hungUp();
        assertThat(notices).as("a later one is another").hasSize(2);
        write("udp://239.255.0.1:5004");
        watch.changed();
        assertThat(notices).as("and so is another content").hasSize(3);
    }

    /** While inputs and outputs were being opened, which takes seconds on a machine without CPU. */
    @Test
    void whatHasChangedBeforeTheWatchBeganIsFound() throws Exception {
        write("udp://239.255.0.1:5004", "udp://239.255.0.2:5004");
        try (ConfigWatch started =
                ConfigWatch.start(first, applied::add, event -> notices.addAll(EventText.lines(event)))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> notices.size() == 1);
            assertThat(applied).containsExactly(RelayConfig.read(file));
            assertThat(started).isNotNull();
        }
    }

    @Test
    void theOldTextBehindAMistakeIsTold() throws Exception {
        String before = Files.readString(file);
        Files.writeString(file, "inputs: 3");
        watch.changed();
        Files.writeString(file, before);
        watch.changed();
        assertThat(applied).as("nothing was to be changed").isEmpty();
        assertThat(notices).hasSize(2).last().isEqualTo(file + ": read again, and in force: 1 input, 1 output");
        watch.changed();
        assertThat(notices).as("once").hasSize(2);
    }

    /** It is what was told last, however short before it the same was told to be in force. */
    @Test
    void aMistakeThatIsMendedAtOnceIsToldToBe() throws Exception {
        watch.hungUp();
        String before = Files.readString(file);
        Files.writeString(file, "inputs: 3");
        watch.hungUp();
        Files.writeString(file, before);
        watch.hungUp();
        watch.changed();
        String inForce = file + ": read again, and in force: 1 input, 1 output";
        assertThat(notices).hasSize(3).startsWith(inForce).endsWith(inForce);
    }

    @Test
    void aFileThatSaysTheSameDoesNothing() throws Exception {
        Files.writeString(file, "# a comment\n" + text("'udp://239.255.0.1:5004'"));
        watch.changed();
        assertThat(applied).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void linesAreThoseOfTheFileAsItIsNow() throws Exception {
        Files.writeString(file, "# a comment\n" + text("udp://239.255.0.1:5004"));
        watch.hungUp();
        assertThat(applied.get(0).where(applied.get(0).plans().get(0).from())).isEqualTo(file + ":3");
    }

    @Test
    void aHangupPutsTheSameIntoForceOnceMore() {
        watch.hungUp();
        assertThat(applied).hasSize(1);
        assertThat(applied.get(0).plans()).isEqualTo(first.plans());
    }

    @Test
    void filesThatAreNoConfigurationAreOneLineEachAndChangeNothing() throws Exception {
        String brackets = "[".repeat(20_000) + "]".repeat(20_000);
        Files.writeString(file, "inputs: " + brackets);
        watch.changed();
        Files.writeString(file, "inputs:\n" + "  - a:\n".repeat(1) + "{a: ".repeat(20_000));
        watch.changed();
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(80L << 20);
        }
        watch.changed();
        Files.writeString(file, "-".repeat((1 << 20) - 1));
        watch.changed();
        write("udp://239.255.0.1:5004", "udp://239.255.0.2:5004");
        watch.changed();

        assertThat(notices)
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).hasLineCount(1).startsWith(file.toString()));
        assertThat(notices.get(0)).endsWith(":1: nested too deeply (expected: at most 10 levels); nothing has changed");
        assertThat(notices.get(2))
                .endsWith(
                        ": larger than 1 MiB (expected: a configuration in YAML, which is smaller); nothing has changed");
        assertThat(applied).hasSize(1);
    }

    @Test
    void aFileThatIsWrongIsToldAndChangesNothing() throws Exception {
        write("udp://239.255.0.1:70000");
        watch.changed();
        watch.hungUp();
        String refusal = file + ":4: to: udp://239.255.0.1:70000: port: 70000 (expected: a number from 1 to 65535)"
                + "; nothing has changed";
        assertThat(applied).isEmpty();
        assertThat(notices).as("by the watch and the signal, once").containsExactly(refusal);
        watch.hungUp();
        assertThat(notices).as("who asks again is answered").containsExactly(refusal, refusal);
        now += TimeUnit.SECONDS.toNanos(10);
        watch.changed();
        assertThat(notices).as("much later").hasSize(3);
        Files.delete(file);
        watch.changed();
        assertThat(notices.get(3))
                .isEqualTo(file + ": no such file (expected: a configuration in YAML); nothing has changed");
    }

    @Test
    void whatCannotBePutIntoForceIsToldAndTriedAgainWithTheNextChange() throws Exception {
        List<String> attempts = new CopyOnWriteArrayList<>();
        ConfigWatch refusing = new ConfigWatch(
                first,
                next -> {
                    attempts.add(next.name());
                    throw new UncheckedIOException("out.ts: cannot be opened", new IOException());
                },
                event -> notices.addAll(EventText.lines(event)));
        write("file:out.ts");
        refusing.changed();
        refusing.changed();
        assertThat(attempts).hasSize(2);
        assertThat(notices)
                .containsOnly("out.ts: cannot be opened; nothing has changed")
                .hasSize(2);
    }

    @Test
    void whatIsWrittenAsItWasIsTheSameObjectAfterwards() throws Exception {
        write("udp://239.255.0.1:5004", "udp://239.255.0.2:5004");
        watch.changed();
        assertThat(applied.get(0).plans().get(0).from())
                .isSameAs(first.plans().get(0).from());
        assertThat(applied.get(0).plans().get(0).outputs().get(0).to())
                .isSameAs(first.plans().get(0).outputs().get(0).to());
    }

    private void makeFifo() throws Exception {
        Files.deleteIfExists(file);
        Fifo.make(file);
    }

    /** Opened, it would wait for a writer for ever. */
    @Test
    void aFileThatBecomesAFifoIsRefusedWithoutOpeningIt() throws Exception {
        makeFifo();
        assertTimeoutPreemptively(PATIENCE, watch::hungUp);
        assertThat(notices)
                .containsExactly(file + ": not a regular file (expected: a configuration in YAML, in a file that can be"
                        + " read again); nothing has changed");
        Files.delete(file);
        write("udp://239.255.0.1:5004", "udp://239.255.0.2:5004");
        watch.changed();
        assertThat(applied).hasSize(1);
    }

    /** As on a file system that does not answer any more. */
    @Test
    void theEndDoesNotWaitForAFileThatIsBeingRead() throws Exception {
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        ConfigWatch hanging = new ConfigWatch(
                first, applied::add, event -> notices.addAll(EventText.lines(event)), () -> now, inForce -> {
                    isReading.countDown();
                    awaitQuietly(answers);
                    return inForce;
                });
        Thread changing = new Thread(hanging::hungUp);
        changing.start();
        isReading.await();
        assertTimeoutPreemptively(PATIENCE, hanging::close);
        answers.countDown();
        changing.join();
        assertThat(applied).as("put into force after the end").isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void theEndDoesNotWaitForAChangeThatIsBeingPutIntoForce() throws Exception {
        CountDownLatch isOpening = new CountDownLatch(1);
        CountDownLatch isOpen = new CountDownLatch(1);
        ConfigWatch hanging = new ConfigWatch(
                first,
                next -> {
                    isOpening.countDown();
                    awaitQuietly(isOpen);
                },
                event -> notices.addAll(EventText.lines(event)));
        write("udp://239.255.0.2:5004");
        Thread changing = new Thread(hanging::changed);
        changing.start();
        isOpening.await();
        assertTimeoutPreemptively(PATIENCE, hanging::close);
        isOpen.countDown();
        changing.join();
        assertThat(notices).as("told after the end").isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closedItDoesNothing() throws Exception {
        watch.close();
        write("udp://239.255.0.2:5004");
        watch.changed();
        assertThat(applied).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void theFileIsWatched() throws Exception {
        watch = ConfigWatch.start(first, applied::add, event -> notices.addAll(EventText.lines(event)));
        Path next = Files.writeString(directory.resolve("relay.yaml~"), text("udp://239.255.0.2:5004"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        await().until(() -> applied.size() == 1);
        assertThat(notices).containsExactly(file + ": read again, and in force: 1 input, 1 output");
    }

    @Test
    void theSignalIsWatched() throws Exception {
        assumeThat(isIgnored()).as("SIGHUP is ignored, as under nohup").isFalse();
        watch = ConfigWatch.start(first, applied::add, event -> notices.addAll(EventText.lines(event)));
        for (int signal = 1; signal <= 3; signal++) {
            hangUp();
            int expected = signal;
            await().until(() -> applied.size() == expected);
        }
    }

    private static boolean isIgnored() throws IOException {
        String mask = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return mask.matches(".*[13579bdf]"); // SIGHUP is number 1: the lowest bit
    }

    private static void hangUp() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-HUP", pid).inheritIO().start().waitFor())
                .isZero();
    }
}
