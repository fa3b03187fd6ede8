// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.recording.Playback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process among others of a shell. */
class RelayPipesTest {

    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private Path in;
    private Path out;
    private Path errors;

    @BeforeEach
    void writeTheSample() throws IOException {
        in = directory.resolve("in.ts");
        out = directory.resolve("out.ts");
        errors = directory.resolve("errors.txt");
        try (var sample = Playback.class.getResourceAsStream("sample.ts")) {
            Files.write(in, Objects.requireNonNull(sample).readAllBytes());
        }
    }

    /** Runs a line of a shell, in which {@code "$@"} is the command. */
    private int run(String line, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                line,
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Dmxflux.class.getName()));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(() -> "it ends; it said: " + said())
                    .isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String said() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aPathIsAFile() throws Exception {
        assertThat(run("\"$@\"", "relay", "in.ts?fast", "out.ts"))
                .as(this::said)
                .isZero();
        assertThat(out).hasSameBinaryContentAs(in);
    }

    @Test
    void standardInputIsReadToItsEndAndStandardOutputHasTheStreamAndNothingElse() throws Exception {
        assertThat(run("cat in.ts | \"$@\" > out.ts", "relay", "-", "-"))
                .as(this::said)
                .isZero();
        assertThat(out).hasSameBinaryContentAs(in);
        assertThat(said()).contains("- -> -").contains("packets in 7980, out 7980");
    }

    @Test
    void aServiceIsTakenOutOfAFifo() throws Exception {
        assertThat(run("mkfifo fifo; cat in.ts > fifo & \"$@\"", "relay", "./fifo", "out.ts", "--service", "2"))
                .as(this::said)
                .isZero();
        assertThat(said())
                .contains("packets in 7980")
                .contains("lost by policy: 0 packets")
                .contains("lost by signal: 0 packets");
    }

    @Test
    void anAnalysisReadsStandardInput() throws Exception {
        assertThat(run("\"$@\" < in.ts > out.ts", "analyze", "-"))
                .as(this::said)
                .isZero();
        assertThat(out).content().contains("dmxflux two");
    }
}
