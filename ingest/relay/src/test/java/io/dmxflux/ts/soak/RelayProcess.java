// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.ts.wire.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The application as a user starts it, in a namespace. */
final class RelayProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final Pattern DIRECT = Pattern.compile("Other \\(reserved=(\\d+)KB");

    private final Process process;
    private final Path errors;

    RelayProcess(String namespace, Path config, Path errors) throws IOException {
        this.errors = errors;
        ProcessBuilder builder = new ProcessBuilder(
                        "ip", "netns", "exec", namespace, "../target/dmxflux", "relay", "--config", config.toString())
                .redirectError(errors.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "-XX:NativeMemoryTracking=summary");
        process = builder.start();
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

    /** Memory that is its own or is mapped, and in use. */
    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** Memory outside of the heap that buffers have, as the JVM tracks it. */
    long directKilobytes() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (Command command = Command.start(
                List.of("timeout", "20", jcmd, Long.toString(process.pid()), "VM.native_memory", "summary"))) {
            return command.lines().stream()
                    .map(DIRECT::matcher)
                    .filter(Matcher::find)
                    .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd tells no direct memory"));
        }
    }

    private long entries(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(process.pid()), directory))) {
            return entries.count();
        }
    }

    boolean isStopped() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .anyMatch(line -> line.startsWith("State:") && line.contains("stopped"));
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
