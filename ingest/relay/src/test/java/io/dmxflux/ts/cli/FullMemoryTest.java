// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with little memory for packets and many outputs that nobody reads. */
class FullMemoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OUTPUTS = 12;
    private static final Pattern EQUATION =
            Pattern.compile("(?m)^(?:\\S+: )?((?:arrived|routed) \\d+[^=\\n]*?)\\s+= ((?:routed|sent) \\d+.*)$");

    @TempDir
    private Path directory;

    private final List<FileChannel> pipes = new ArrayList<>();
    private Path errors = Path.of("");

    @BeforeEach
    void makePipes() throws Exception {
        errors = directory.resolve("errors.txt");
        StringBuilder text = new StringBuilder("inputs:\n  - from: 'sim:'\n    outputs:\n");
        for (int i = 0; i < OUTPUTS; i++) {
            Path pipe = Fifo.make(directory.resolve("pipe" + i));
            pipes.add(FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE));
            text.append("      - to: file:").append(pipe).append('\n');
        }
        Files.writeString(directory.resolve("relay.yaml"), text);
    }

    @AfterEach
    void closePipes() throws IOException {
        for (FileChannel pipe : pipes) {
            pipe.close();
        }
    }

    private Process start(String memory) throws IOException {
        List<String> options = List.of("-XX:MaxDirectMemorySize=" + memory);
        String config = directory.resolve("relay.yaml").toString();
        return new ProcessBuilder(ClassPathCommand.dmxflux(options, "relay", "--config", config))
                .redirectError(errors.toFile())
                .start();
    }

    private String said() throws IOException {
        return Files.readString(errors);
    }

    @Test
    void outputsThatLagShareItAndTheProcessGoesOn() throws Exception {
        Process process = start("16m");
        try {
            for (int i = 0; i < OUTPUTS; i++) {
                String lags = "/pipe" + i + ": lost by policy: ";
                await().atMost(PATIENCE).until(() -> said().contains(lags) || !process.isAlive());
            }
            process.destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(said()).isEqualTo(ExitCode.DONE);
        assertThat(said()).doesNotContain("OutOfMemory", "out of memory");
        assertAddsUp();
    }

    @Test
    void memoryThatIsFullIsOneLineAndTheBooksAddUp() throws Exception {
        Process process = start("3m");
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(said()).isEqualTo(ExitCode.FAILED);
        assertThat(said().lines().filter(line -> line.contains("emory") && !line.contains("memory for packets is")))
                .singleElement()
                .asString()
                .matches("dmxflux: out of memory: .*64484 byte.*: 3145728\\); raise -XX:MaxDirectMemorySize in"
                        + " JAVA_OPTS");
        String afterwards = said().substring(said().indexOf("dmxflux: out of memory: "));
        assertThat(afterwards)
                .as("the cause comes first")
                .contains("packets in ")
                .doesNotContain("TR 101 290", ": takes nothing", ": lost by ");
        assertThat(said()).doesNotContain("\tat ");
        assertAddsUp();
    }

    private void assertAddsUp() throws IOException {
        List<MatchResult> sums = EQUATION.matcher(said()).results().toList();
        assertThat(sums).as(said()).hasSize(1 + OUTPUTS);
        assertThat(sums)
                .allSatisfy(
                        sum -> assertThat(total(sum.group(2))).as(sum.group()).isEqualTo(total(sum.group(1))));
        assertThat(said()).doesNotContain("queued", "the books are out");
    }

    private static long total(String terms) {
        return Pattern.compile("\\d+")
                .matcher(terms)
                .results()
                .mapToLong(term -> Long.parseLong(term.group()))
                .sum();
    }
}
