// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.plan.HangingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is on a disk that hangs waits for it, and nothing else does: not the other outputs, and not the end. */
@Timeout(300)
class HangingDiskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path folder;
    private Path config;
    private @Nullable HangingFolder hanging;
    private @Nullable Process relay;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(directory.resolve("disk"));
        config = directory.resolve("relay.yaml");
    }

    @AfterEach
    void end() throws Exception {
        if (relay != null) {
            relay.destroyForcibly().waitFor();
        }
        if (hanging != null) {
            hanging.close();
        }
    }

    /** In one piece, as it is read again whenever it changes. */
    private void configure(Path... outputs) throws IOException {
        String text = Arrays.stream(outputs)
                .map(output -> "      - {to: '" + output + "'}\n")
                .collect(Collectors.joining("", "inputs:\n  - from: 'sim:'\n    outputs:\n", ""));
        Path next = Files.writeString(directory.resolve("relay.yaml~"), text);
        Files.move(next, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Process start() throws IOException {
        Process started = new ProcessBuilder(ClassPathCommand.dmxflux("relay", "--config", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("errors.txt").toFile())
                .start();
        relay = started;
        return started;
    }

    private void awaitPackets(String file) {
        Path path = directory.resolve(file);
        await(file).atMost(PATIENCE).until(() -> Files.exists(path) && Files.size(path) > 0);
    }

    private static void assertEnds(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("has ended")
                .isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void aReloadOpensTheOtherOutputsAndTheProcessEnds() throws Exception {
        configure(directory.resolve("before.ts"));
        Process process = start();
        awaitPackets("before.ts");
        hanging = HangingFolder.over(folder);
        configure(directory.resolve("before.ts"), folder.resolve("x.ts"), directory.resolve("beside.ts"));
        awaitPackets("beside.ts");
        assertEnds(process);
    }

    @Test
    void aStartOpensTheOtherOutputsAndTheProcessEnds() throws Exception {
        hanging = HangingFolder.over(folder);
        configure(folder.resolve("x.ts"), folder.resolve("y.ts"), directory.resolve("beside.ts"));
        Process process = start();
        awaitPackets("beside.ts");
        assertEnds(process);
    }

    @Test
    void aConfigurationOnItIsNotWaitedForAtTheEnd() throws Exception {
        config = folder.resolve("relay.yaml");
        configure(directory.resolve("before.ts"));
        Process process = start();
        awaitPackets("before.ts");
        hanging = HangingFolder.over(folder);
        assertEnds(process);
    }
}
