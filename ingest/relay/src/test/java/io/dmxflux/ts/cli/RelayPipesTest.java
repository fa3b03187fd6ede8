// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.recording.BundledSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a process among others of a shell. */
class RelayPipesTest {

    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private Path in;
    private Path out;
    private Path errors;

    @BeforeEach
    void writeTheSample() {
        in = BundledSample.at(directory.resolve("in.ts"));
        out = directory.resolve("out.ts");
        errors = directory.resolve("errors.txt");
    }

    /** Runs a line of a shell, in which {@code "$@"} is the command. */
    private int run(String line, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", line, "sh"));
        words.addAll(ClassPathCommand.dmxflux(arguments));
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

    /** The three commands of the README. */
    @Test
    void aStreamIsRememberedAndReadAgain() throws Exception {
        assertThat(run("\"$@\"", "relay", "in.ts?fast", "log:hd@log?keep=7d"))
                .as(this::said)
                .isZero();
        assertThat(said()).contains("in.ts -> log:hd@log").contains("packets in 7980, out 7980");
        assertThat(run("\"$@\"", "relay", "log:hd@log?at=-1h&until=end&speed=100", "out.ts"))
                .as(this::said)
                .isZero();
        assertThat(said()).contains("packets in 7980, out 7980");
        assertThat(out).hasSameBinaryContentAs(in);
        assertThat(run("\"$@\" > out.txt", "analyze", "log:hd@log?at=-1h&until=end"))
                .as(this::said)
                .isZero();
        assertThat(directory.resolve("out.txt")).content().contains("dmxflux two");
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

    @Test
    void anAnalysisOfNothingNamesStandardInput() throws Exception {
        assertThat(run("\"$@\" < /dev/null > out.ts", "analyze", "-")).isEqualTo(ExitCode.FAILED);
        assertThat(said())
                .contains("dmxflux: no packet came; standard input was empty; check what is written to it")
                .doesNotContain("signal");
    }

    /** The file has all of it, and standard output has failed for good. */
    @Test
    void oneOutputThatFailsForGoodIsInTheExitCode() throws Exception {
        assertThat(run(twoOutputs("in.ts?fast", ""), "relay", "--config", "relay.yaml"))
                .as(this::said)
                .isEqualTo(ExitCode.FAILED);
        assertThat(out).hasSameBinaryContentAs(in);
    }

    @Test
    void anOutputThatFailedBeforeTheSignalIsInTheExitCode() throws Exception {
        String terminate = "while ! grep -q 'has ended' errors.txt; do sleep 0.1; done; kill $(cat pid); ";
        assertThat(run(twoOutputs("sim:", terminate), "relay", "--config", "relay.yaml"))
                .as(this::said)
                .isEqualTo(ExitCode.FAILED);
        assertThat(said()).contains("packets in ");
    }

    /** A line of a shell: standard output is read for a kilobyte, and then something is done. */
    private String twoOutputs(String input, String then) throws IOException {
        Files.writeString(
                directory.resolve("relay.yaml"),
                "inputs:\n  - from: '" + input + "'\n    outputs:\n      - to: '-'\n      - to: " + out + "\n");
        return "mkfifo fifo; head -c 1000 fifo > head.ts & \"$@\" > fifo & echo $! > pid; " + then + "wait $(cat pid)";
    }

    /** Without a pace, the sample would be through before its second half is written. */
    @Test
    void aPipeIsReadAtThePaceOfItsPcrIfItIsAskedFor() throws Exception {
        long start = System.nanoTime();
        assertThat(run("cat in.ts | \"$@\"", "relay", "file:-?paced", "out.ts"))
                .as(this::said)
                .isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(4_700));
        assertThat(out).hasSameBinaryContentAs(in);
        assertThat(said()).contains("packets in 7980, out 7980");
    }

    @ParameterizedTest
    @CsvSource({"'', in.ts?fast", "cat in.ts |, -", "cat in.ts |, file:-?paced", "cat in.ts > fifo &, ./fifo"})
    void anInputThatIsCutShortIsToldWithHowMuch(String writer, String input) throws Exception {
        Files.write(in, Arrays.copyOf(Files.readAllBytes(in), 2_000 * 188 + 88));
        assertThat(run("mkfifo fifo; " + writer + " \"$@\"", "relay", input, "out.ts"))
                .as(this::said)
                .isZero();
        assertThat(said())
                .containsOnlyOnce("lost by signal: 88 bytes out of sync; check what is sent, and that it is whole")
                .contains("in bytes: arrived 376088 = routed 376000 + foreign 88");
        assertThat(out).hasSize(2_000 * 188);
    }

    @Test
    void aPacedPipeWithoutPcrIsOneLine() throws Exception {
        Files.write(in, Arrays.copyOfRange(Files.readAllBytes(in), 188 * 10, 188 * 30));
        assertThat(run("mkfifo fifo; cat in.ts > fifo & \"$@\"", "relay", "./fifo?paced", "out.ts"))
                .isEqualTo(2);
        assertThat(said())
                .contains("file:./fifo: no pace (expected: two PCRs of one PID")
                .doesNotContain("\tat ");
    }

    @Test
    void withoutStandardInputOrOutputThereIsOneLineAndNoGarbage() throws Exception {
        assertThat(run("\"$@\" <&-", "relay", "-", "out.ts")).as(this::said).isEqualTo(2);
        assertThat(said())
                .isEqualToIgnoringNewLines(
                        "dmxflux: -: standard input is closed (expected: a pipe or a file, with < or >)");
        assertThat(out).doesNotExist();
        assertThat(run("\"$@\" >&-", "relay", "in.ts", "-")).as(this::said).isEqualTo(2);
        assertThat(said()).contains("-: standard output is closed (expected: a pipe or a file");
        assertThat(run("\"$@\" <&-", "analyze", "-")).as(this::said).isEqualTo(2);
        assertThat(run("\"$@\" < /dev/null", "relay", "-", "out.ts"))
                .as(this::said)
                .isZero();
    }
}
