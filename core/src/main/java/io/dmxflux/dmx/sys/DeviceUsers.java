// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who has a device open, as far as {@code /proc} lets this user see. */
public final class DeviceUsers {

    private static final Path PROCESSES = Path.of("/proc");

    private DeviceUsers() {}

    /**
     * Finds the other processes that have a device open.
     *
     * @param node its node, or a folder of nodes
     * @return {@code "name (pid)"} of each; empty where this user sees none
     */
    public static List<String> of(Path node) {
        List<String> users = new ArrayList<>();
        for (Path process : list(PROCESSES, "[0-9]*")) {
            if (!isSelf(process) && hasOpen(process, node)) {
                users.add(nameOf(process) + " (" + process.getFileName() + ")");
            }
        }
        return users;
    }

    private static boolean isSelf(Path process) {
        return process.endsWith(Long.toString(ProcessHandle.current().pid()));
    }

    private static boolean hasOpen(Path process, Path node) {
        return list(process.resolve("fd"), "*").stream()
                .anyMatch(descriptor -> target(descriptor).startsWith(node));
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return Path.of(""); // closed meanwhile, or not ours to see
        }
    }

    private static String nameOf(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "process";
        }
    }

    private static List<Path> list(Path folder, String glob) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            return entries; // ended meanwhile, or not ours to see
        }
        return entries;
    }
}
