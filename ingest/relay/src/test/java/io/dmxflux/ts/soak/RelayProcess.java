// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.ts.wire.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The application as a user starts it, in a namespace. */
final class RelayProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path errors;

    RelayProcess(String namespace, Path config, Path errors) throws IOException {
        this.errors = errors;
        process = new ProcessBuilder(
                        "ip", "netns", "exec", namespace, "../target/dmxflux", "relay", "--config", config.toString())
                .redirectError(errors.toFile())
                .start();
    }

    void signal(String name) throws IOException {
        Command.run("kill -" + name + " " + process.pid());
    }

    /** What it has said so far. */
    List<String> lines() throws IOException {
        return Files.readAllLines(errors);
    }

    long count(String part) throws IOException {
        return lines().stream().filter(line -> line.contains(part)).count();
    }

    long threads() throws IOException {
        return entries("task");
    }

    long descriptors() throws IOException {
        return entries("fd");
    }

    private long entries(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(process.pid()), directory))) {
            return entries.count();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, and returns its exit code. */
    int terminate() throws IOException, InterruptedException {
        signal("TERM");
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("does not end at SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
