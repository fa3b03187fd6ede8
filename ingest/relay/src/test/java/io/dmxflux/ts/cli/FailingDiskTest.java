// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses in the middle of a recording: a library before libc's, which fails as a file tells it to. */
class FailingDiskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Takes the first half of what is written before it begins to fail, as a disk may. */
    private static final String LIBRARY = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>

            static int failing;

            static int refuses(int fd) {
                char link[64], path[4096];
                snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
                ssize_t length = readlink(link, path, sizeof path - 1);
                if (length < 3 || strncmp(path + length - 3, ".ts", 3) != 0) return 0;
                FILE *file = fopen(getenv("FAILING_DISK"), "r");
                if (!file) return 0;
                int number = 0;
                if (fscanf(file, "%d", &number) != 1) number = 0;
                fclose(file);
                return number;
            }

            ssize_t write(int fd, const void *bytes, size_t count) {
                static ssize_t (*real)(int, const void *, size_t);
                if (!real) real = dlsym(RTLD_NEXT, "write");
                int number = fd > 2 ? refuses(fd) : 0;
                if (number == 0) {
                    if (fd > 2) failing = 0;
                    return real(fd, bytes, count);
                }
                if (!failing) {
                    failing = 1;
                    return real(fd, bytes, count / 2);
                }
                errno = number;
                return -1;
            }
            """;

    @TempDir
    private Path directory;

    private List<String> said() throws IOException {
        return Files.readAllLines(directory.resolve("errors.txt"));
    }

    private void awaitLine(String part, int count) {
        await(part)
                .atMost(PATIENCE)
                .until(() -> said().stream().filter(line -> line.contains(part)).count() == count);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Test
    void whatADiskRefusesIsToldOnceEachTimeAndCountedAndTheRecordingGoesOn() throws Exception {
        Process relay = record();
        try {
            fail(5, "Input/output error (expected: a disk that works; look at the kernel log", 1);
            fail(122, "Disk quota exceeded (expected: a disk with room", 2);
            assertEnds(relay, ExitCode.DONE);
        } finally {
            relay.destroyForcibly();
        }
        assertThat(recording()).hasSize(number("packets in \\d+, out (\\d+)") * 188);
        assertThat(number("lost by socket: (\\d+) packets refused")).isPositive();
        assertEveryPacketIsAccountedFor();
    }

    @Test
    void aRelayThatEndsWhileItsDiskIsFullHasFailed() throws Exception {
        Process relay = record();
        try {
            await("it records").atMost(PATIENCE).until(() -> Files.exists(recording()) && Files.size(recording()) > 0);
            Files.writeString(control(), "28");
            awaitLine("No space left on device", 1);
            assertEnds(relay, ExitCode.FAILED);
        } finally {
            relay.destroyForcibly();
        }
        assertEveryPacketIsAccountedFor();
    }

    private Path recording() {
        return directory.resolve("rec.ts");
    }

    /** Has the number of the error with which the disk refuses. */
    private Path control() {
        return directory.resolve("errno");
    }

    private static void assertEnds(Process relay, int code) throws InterruptedException {
        relay.destroy();
        assertThat(relay.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(relay.exitValue()).isEqualTo(code);
    }

    private Process record() throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("failing.c"), LIBRARY);
        Path library = directory.resolve("failing.so");
        assumeThat(succeeds("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl"))
                .as("gcc")
                .isTrue();
        ProcessBuilder builder = new ProcessBuilder(
                        ClassPathCommand.dmxflux("relay", "sim:", recording().toString()))
                .redirectError(directory.resolve("errors.txt").toFile());
        builder.environment().put("LD_PRELOAD", library.toString());
        builder.environment().put("FAILING_DISK", control().toString());
        return builder.start();
    }

    /** Some may be dropped as well: the feed does not wait for a recording that a busy machine holds up. */
    private void assertEveryPacketIsAccountedFor() throws IOException {
        List<MatchResult> equations = Pattern.compile("(?m)^([^=\\n]*(?:arrived|routed) \\d[^=]*)\\s= (.+)$")
                .matcher(summary())
                .results()
                .toList();
        assertThat(equations)
                .as(summary())
                .hasSize(2)
                .allSatisfy(equation ->
                        assertThat(sum(equation.group(1))).as(equation.group()).isEqualTo(sum(equation.group(2))));
    }

    /** Of "account 123 + account 456". */
    private static long sum(String accounts) {
        return Pattern.compile("[a-z]+ (\\d+)")
                .matcher(accounts)
                .results()
                .mapToLong(account -> Long.parseLong(account.group(1)))
                .sum();
    }

    private String summary() throws IOException {
        return String.join("\n", said());
    }

    /** A number of the summary. */
    private long number(String pattern) throws IOException {
        Matcher number = Pattern.compile("(?m)^" + pattern).matcher(summary());
        assertThat(number.find()).as(pattern).isTrue();
        return Long.parseLong(number.group(1));
    }

    private void fail(int number, String reason, int times) throws IOException {
        Path recording = recording();
        Path control = control();
        long before = Files.exists(recording) ? Files.size(recording) : 0;
        await("it records").atMost(PATIENCE).until(() -> Files.exists(recording) && Files.size(recording) > before);
        Files.writeString(control, Integer.toString(number));
        awaitLine(reason, 1);
        await("it ends with a whole packet").atMost(PATIENCE).until(() -> Files.size(recording) % 188 == 0);
        Files.delete(control);
        awaitLine("goes on after", times);
    }
}
