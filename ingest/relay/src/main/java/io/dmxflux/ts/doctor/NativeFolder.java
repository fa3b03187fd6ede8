// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the native libraries of JNA and Netty, which lie in the jar, are unpacked to be loaded: a folder that may be written
 * and executed from. {@code /tmp} is often mounted {@code noexec}, or read-only in a container.
 *
 * <p>Tried in this order: {@code java.io.tmpdir}, {@code $XDG_RUNTIME_DIR}, {@code $XDG_CACHE_HOME}, {@code ~/.cache},
 * {@code /dev/shm}, {@code /var/tmp}, the working directory.
 *
 * <p><b>Source:</b> proc_pid_mounts(5); the properties {@code jna.tmpdir} and {@code io.netty.native.workdir}.
 */
public final class NativeFolder {

    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final List<String> PROPERTIES = List.of("jna.tmpdir", "io.netty.native.workdir");

    /** What both libraries need together, some times over. */
    private static final long NEEDED_BYTES = 1 << 20;

    private final Optional<Path> folder;
    private final List<String> problems;

    private NativeFolder(Optional<Path> folder, List<String> problems) {
        this.folder = folder;
        this.problems = List.copyOf(problems);
    }

    /**
     * Looks for a folder.
     *
     * @return what was found
     */
    public static NativeFolder find() {
        return among(candidates(System.getenv()), mounts());
    }

    private static Set<Path> candidates(Map<String, String> environment) {
        Set<Path> candidates = new LinkedHashSet<>();
        Stream.of(
                        System.getProperty("java.io.tmpdir"),
                        environment.get("XDG_RUNTIME_DIR"),
                        environment.get("XDG_CACHE_HOME"),
                        environment.containsKey("HOME") ? environment.get("HOME") + "/.cache" : null,
                        "/dev/shm",
                        "/var/tmp",
                        "")
                .filter(name -> name != null)
                .forEach(name -> candidates.add(Path.of(name).toAbsolutePath()));
        return candidates;
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(MOUNTS);
        } catch (IOException e) {
            return List.of(); // loading will tell
        }
    }

    static NativeFolder among(Iterable<Path> candidates, List<String> mounts) {
        List<String> problems = new ArrayList<>();
        for (Path candidate : candidates) {
            Optional<String> problem = problem(candidate, mounts);
            if (problem.isEmpty()) {
                return new NativeFolder(Optional.of(candidate), problems);
            }
            problems.add(candidate + " " + problem.get());
        }
        return new NativeFolder(Optional.empty(), problems);
    }

    private static Optional<String> problem(Path folder, List<String> mounts) {
        if (!Files.isDirectory(folder)) {
            return Optional.of("does not exist");
        }
        if (!Files.isWritable(folder)) {
            return Optional.of("may not be written");
        }
        try {
            if (isMountedNoexec(folder.toRealPath(), mounts)) {
                return Optional.of("is mounted noexec");
            }
            return Files.getFileStore(folder).getUsableSpace() < NEEDED_BYTES
                    ? Optional.of("is full")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot be looked at: " + e.getMessage());
        }
    }

    /** The mount that a folder is in has the longest name that the folder's begins with; of several, the last one is on top. */
    private static boolean isMountedNoexec(Path folder, List<String> mounts) {
        int longest = -1;
        boolean noexec = false;
        for (String mount : mounts) {
            String[] fields = mount.split(" ");
            if (fields.length < 4) {
                continue;
            }
            Path point = Path.of(fields[1].replace("\\040", " "));
            if (folder.startsWith(point) && point.getNameCount() >= longest) {
                longest = point.getNameCount();
                noexec = List.of(fields[3].split(",")).contains("noexec");
            }
        }
        return noexec;
    }

    /** Has JNA and Netty use it, before either is loaded; what the user has set stays. */
    public void use() {
        folder.ifPresent(found -> PROPERTIES.stream()
                .filter(property -> System.getProperty(property) == null)
                .forEach(property -> System.setProperty(property, found.toString())));
    }

    /**
     * Tells why no native library can be loaded.
     *
     * @return one line with the cause and the cure; empty if there is a folder, or the user has set one for each library
     */
    public Optional<String> problem() {
        boolean set = PROPERTIES.stream().allMatch(property -> System.getProperty(property) != null);
        return folder.isPresent() || set
                ? Optional.empty()
                : Optional.of("native libraries cannot be unpacked: " + String.join(", ", problems)
                        + " (expected: a folder that may be written and executed from; name one in JAVA_OPTS="
                        + "-Djava.io.tmpdir=FOLDER)");
    }

    Finding finding() {
        if (folder.isEmpty()) {
            return Finding.fails("native libraries", problem().orElse("are where the user says."), "");
        }
        return problems.isEmpty()
                ? Finding.works("native libraries", "are unpacked in " + folder.get() + ".")
                : Finding.limited(
                        "native libraries",
                        "are unpacked in " + folder.get() + ": " + String.join(", ", problems) + ".",
                        "That works, too.");
    }
}
