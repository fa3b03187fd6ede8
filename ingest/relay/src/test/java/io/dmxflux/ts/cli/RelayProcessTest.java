// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, which gets real signals. */
class RelayProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** This process's own: another run of the same tests may be under way on this machine. */
    private static final String GROUP = Stream.of(16, 8, 0)
            .map(shift -> Long.toString(ProcessHandle.current().pid() >> shift & 0xFF))
            .collect(Collectors.joining(".", "239.", ""));

    @TempDir
    private Path directory;

    private Path config = Path.of("");
    private Path errors = Path.of("");
    private Process process = new ProcessBuilder("true").start();

    RelayProcessTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        config = directory.resolve("relay.yaml");
        errors = directory.resolve("errors.txt");
        write(43_101);
        process = new ProcessBuilder(ClassPathCommand.dmxflux("relay", "--config", config.toString()))
                .redirectError(errors.toFile())
                .start();
        await().atMost(PATIENCE).until(() -> said("-> "));
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    private void write(int... ports) throws IOException {
        StringBuilder text = new StringBuilder("inputs:\n  - from: 'sim:'\n    outputs:\n");
        for (int port : ports) {
            text.append("      - to: udp://" + GROUP + ":" + port + "?iface=lo\n");
        }
        Files.writeString(config, text);
    }

    private boolean said(String part) throws IOException {
        return Files.readString(errors).contains(part);
    }

    private void signal(String name) throws Exception {
        List<String> words = List.of("kill", "-" + name, Long.toString(process.pid()));
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    private static void assertArrives(int port) throws IOException {
        try (GroupReceiver receiver = new GroupReceiver(GROUP, port, "lo")) {
            receiver.receivePackets(500, PATIENCE);
        }
    }

    @Test
    void theFileIsReadAgainWhenItChangesAndAWrongOneIsRefused() throws Exception {
        assertArrives(43_101);
        write(43_101, 43_102);
        await().atMost(PATIENCE).until(() -> said("read again, and in force: 1 input, 2 outputs"));
        assertArrives(43_102);

        write(43_101, 430_000);
        await().atMost(PATIENCE).until(() -> said(config + ":5: to: udp://" + GROUP + ":430000?iface=lo: port: "));
        assertThat(said("; nothing has changed")).isTrue();
        assertArrives(43_102);
    }

    @Test
    void aHangupReadsItAgainAndATerminationEndsItInOrder() throws Exception {
        assumeThat(isHangupIgnored()).as("SIGHUP is ignored, as under nohup").isFalse();
        assertArrives(43_101);
        signal("HUP");
        await().atMost(PATIENCE).until(() -> said("read again, and in force: 1 input, 1 output"));
        assertArrives(43_101);

        signal("TERM");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(errors))
                .containsPattern("packets in [1-9][0-9]*, out [1-9]")
                .contains("lost by socket: 0 packets refused");
        assertAddsUp(1 + 1);
    }

    /** The process reads a pipe, so it is at its start until the test has written. */
    @Test
    void aHangupDuringTheStartReadsItAgainAfterIt() throws Exception {
        assumeThat(isHangupIgnored()).as("SIGHUP is ignored, as under nohup").isFalse();
        kill();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(config);
        Files.delete(config);
        Fifo.make(config);
        process = new ProcessBuilder(ClassPathCommand.dmxflux("relay", "--config", config.toString()))
                .redirectError(errors.toFile())
                .start();
        try (FileChannel pipe = FileChannel.open(config, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            await().atMost(PATIENCE).ignoreExceptions().until(this::hasOpenedConfig);
            signal("HUP");
            Path beside = Files.writeString(directory.resolve("next.yaml"), text);
            Files.move(beside, config, StandardCopyOption.REPLACE_EXISTING);
            pipe.write(StandardCharsets.UTF_8.encode(text));
        }
        await().atMost(PATIENCE).until(() -> said("read again, and in force: 1 input, 1 output"));
        assertArrives(43_101);
    }

    /** Opened again, it would wait for a writer for ever, and the end for it. */
    @Test
    void aConfigurationFromAPipeIsReadOnce() throws Exception {
        kill();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(config);
        Files.delete(config);
        Fifo.make(config);
        Files.delete(errors);
        process = new ProcessBuilder(ClassPathCommand.dmxflux("relay", "--config", config.toString()))
                .redirectError(errors.toFile())
                .start();
        try (FileChannel pipe = FileChannel.open(config, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            await().atMost(PATIENCE).ignoreExceptions().until(this::hasOpenedConfig);
            pipe.write(StandardCharsets.UTF_8.encode(text));
        }
        try (GroupReceiver receiver = new GroupReceiver(GROUP, 43_101, "lo")) {
            receiver.receivePackets(6_000, PATIENCE); // seconds, and a watch would look twice in each
        }
        assertThat(said("regular file")).isFalse();
        if (!isHangupIgnored()) {
            signal("HUP");
            await().atMost(PATIENCE)
                    .until(() ->
                            said(config + ": not a regular file (expected: a configuration in YAML, in a file that can"
                                    + " be read again); nothing has changed"));
        }
        signal("TERM");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(errors)).containsPattern("packets in [1-9][0-9]*, out [1-9]");
    }

    /** As the launcher does it, so that one that comes before the JVM runs the relay does not end the process. */
    @Test
    void aHangupThatIsIgnoredAtFirstIsHeededLater() throws Exception {
        kill();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Files.delete(errors);
        List<String> words = new ArrayList<>(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"));
        words.addAll(ClassPathCommand.dmxflux(
                List.of("-Ddmxflux.ignored.hangups=true"), "relay", "--config", config.toString()));
        process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
        signal("HUP");
        await().atMost(PATIENCE).until(() -> said("-> "));
        assertArrives(43_101);
        signal("HUP");
        await().atMost(PATIENCE).until(() -> said("read again, and in force: 1 input, 1 output"));
        assertArrives(43_101);
    }

    private boolean hasOpenedConfig() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (Path descriptor : open.toList()) {
                if (Files.readSymbolicLink(descriptor).endsWith(config.getFileName())) {
                    return true;
                }
            }
            return false;
        }
    }

    /** As a person does it: each line of the summary with an equals sign, of which a long one has two. */
    private void assertAddsUp(int books) throws IOException {
        String said = Files.readString(errors).replaceAll("\\n +=", " =");
        Matcher sums = Pattern.compile("((?:arrived|routed) \\d+[^=\\n]*) = (sent|routed) (.*)")
                .matcher(said);
        int count = 0;
        while (sums.find()) {
            count++;
            assertThat(sum(sums.group(3))).as(sums.group()).isEqualTo(sum(sums.group(1)));
            assertThat(sums.group()).doesNotContain("queued");
        }
        assertThat(count).as(said).isEqualTo(books);
        assertThat(said).doesNotContain("the books are out");
    }

    private static long sum(String terms) {
        return Pattern.compile("\\d+")
                .matcher(terms)
                .results()
                .mapToLong(term -> Long.parseLong(term.group()))
                .sum();
    }

    /** What the driver lost while nobody read is no fault of the signal's, and is told at once. */
    @Test
    void aProcessThatWasStoppedSaysSoAndPutsNothingOnTheSignalsAccount() throws Exception {
        assertArrives(43_101);
        String before = Files.readString(errors); // a busy machine may be late by itself, not by so much
        signal("STOP");
        Instant stopped = Instant.now();
        await().atMost(PATIENCE)
                .until(() -> Duration.between(stopped, Instant.now()).toMillis() > 3_000);
        signal("CONT");
        await().atMost(PATIENCE).until(() -> said("this process did not run for "));
        await().atMost(PATIENCE).until(() -> said(": lost by kernel: "));
        assertArrives(43_101);
        signal("TERM");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(errors))
                .containsPattern("(?m)^[0-9-]{10}T[0-9:.]{12}[+-][0-9:]{5} this process did not run for [3-9]")
                .contains("lost by signal: 0 packets missing at 0 continuity errors")
                .doesNotContain("lost by signal: at least", ": nothing for ")
                .doesNotContainPattern(": late: .* up to ([3-9][0-9]{3}|[0-9]{5,}) ms");
        assertThat(Files.readString(errors).substring(before.length())).doesNotContain("raised by what is sent");
        assertAddsUp(1 + 1);
    }

    private static boolean isHangupIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .anyMatch(line -> line.matches("SigIgn:.*[13579bdf]")); // SIGHUP is number 1: the lowest bit
    }
}
