// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.ts.wire.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The application as a user starts it, in a namespace. */
final class RelayProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final int METRICS_PORT = 9464;
    private static final Pattern DIRECT = Pattern.compile("Other \\(reserved=(\\d+)KB");
    private static final Pattern HEAP =
            Pattern.compile("(?:generation|DefNew|Tenured).* used (\\d+)K.*\\[0x0*(\\w+), .*0x0*(\\w+)\\)");
    private static final Pattern PAUSE = Pattern.compile("Safepoint \"(\\w+)\".*Total: +(\\d+) ns");

    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]{6,16})-[0-9a-f]+ ");

    private final String namespace;
    private final Process process;
    private final Path errors;
    private final Path safepoints;
    private long heapFrom;
    private long heapTo;

    /**
     * Starts it.
     *
     * @param log a directory, for what it says and what its JVM says of its pauses
     */
    RelayProcess(String namespace, Path config, Path log) throws IOException {
        this.namespace = namespace;
        this.errors = log.resolve("relay.err");
        this.safepoints = log.resolve("safepoints.txt");
        String metrics = "127.0.0.1:" + METRICS_PORT;
        // under nohup the signal would be ignored, and so by the relay
        ProcessBuilder builder = new ProcessBuilder(List.of(("ip netns exec " + namespace + " env --default-signal=HUP"
                                + " ../target/dmxflux relay --metrics " + metrics + " --config " + config)
                        .split(" ")))
                .redirectError(errors.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put("JAVA_OPTS", "-XX:NativeMemoryTracking=summary -Xlog:safepoint:file=" + safepoints + ":uptime");
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

    /** What of it is the heap: all of its mappings, which have these addresses. */
    long heapKilobytes() throws IOException {
        if (heapFrom == heapTo) {
            List<MatchResult> parts =
                    HEAP.matcher(jcmd("GC.heap_info")).results().toList();
            heapFrom = parts.stream()
                    .mapToLong(part -> Long.parseLong(part.group(2), 16))
                    .min()
                    .orElse(0);
            heapTo = parts.stream()
                    .mapToLong(part -> Long.parseLong(part.group(3), 16))
                    .max()
                    .orElse(0);
        }
        long kilobytes = 0;
        boolean isHeap = false;
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.lookingAt()) {
                long from = Long.parseUnsignedLong(mapping.group(1), 16);
                isHeap = from >= heapFrom && from < heapTo;
            } else if (isHeap && line.startsWith("Rss:")) {
                kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kilobytes;
    }

    /** Memory outside of the heap that buffers have, as the JVM tracks it. */
    static long directKilobytes(String nativeMemory) {
        return DIRECT.matcher(nativeMemory)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** What the JVM has taken from the system, by what it is for. */
    String nativeMemory() throws IOException {
        return jcmd("VM.native_memory", "summary");
    }

    /** Objects that are in use: what a full collection leaves. */
    long liveKilobytes() throws IOException {
        jcmd("GC.run");
        return HEAP.matcher(jcmd("GC.heap_info"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private String jcmd(String... words) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<String> all = new ArrayList<>(List.of("timeout", "20", jcmd, Long.toString(process.pid())));
        all.addAll(List.of(words));
        return said(all);
    }

    /** What it tells of itself, in the text format of Prometheus. */
    String metrics() throws IOException {
        String ask = "exec 3<>/dev/tcp/127.0.0.1/" + METRICS_PORT
                + "; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
        return said(List.of("ip", "netns", "exec", namespace, "timeout", "20", "bash", "-c", ask));
    }

    private static String said(List<String> words) throws IOException {
        try (Command command = Command.start(words)) {
            return String.join("\n", command.lines());
        }
    }

    /** The longest pause of all of its threads, but those that the full collections of {@link #liveKilobytes} make. */
    long longestPauseNanos(long leftOutNanos) throws IOException {
        return Files.readAllLines(safepoints).stream()
                .map(PAUSE::matcher)
                .filter(Matcher::find)
                .filter(pause -> !pause.group(1).contains("CollectFull")
                        && !pause.group(1).equals("SerialGCCollect"))
                .mapToLong(pause -> Long.parseLong(pause.group(2)))
                .filter(nanos -> nanos < leftOutNanos)
                .max()
                .orElse(0);
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
