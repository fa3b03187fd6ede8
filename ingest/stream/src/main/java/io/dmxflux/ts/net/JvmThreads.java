// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JVM's own threads, where they share processors with event loops.
 * <pre>
 *   event loop    short slice                 preempts a compiler when it wakes up
 *   VM thread     short slice                 every loop waits for it at a safepoint: it must not wait for a compiler
 *   compilers     nice 3, half a share        busy for the first minute, with both processors of a small machine
 * </pre>
 *
 * <p><b>Threading:</b> once, by the application, at its start; compilers that are added later are children of the first ones,
 * and as nice.
 * <p><b>Errors:</b> none: where the kernel refuses, or the threads have other names, nothing changes.
 * <p><b>Source:</b> HotSpot's names of threads, cut after 15 characters, in {@code /proc/self/task/N/comm}.
 */
public final class JvmThreads {

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final int NICER = 3;

    private JvmThreads() {}

    /** Lets the VM thread go before compilers, and compilers give way to all others of this process. */
    public static void giveWayToLoops() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                arrange(Files.readString(thread.resolve("comm")).strip(), thread);
            }
        } catch (IOException e) {
            // without /proc they stay as they are
        }
    }

    private static void arrange(String name, Path thread) {
        int number = Integer.parseInt(thread.getFileName().toString());
        if (name.equals("VM Thread") || name.startsWith("GC Thread")) {
            SchedulerSlice.shorten(number);
        } else if (name.startsWith("C1 CompilerThre") || name.startsWith("C2 CompilerThre")) {
            SchedulerSlice.makeNicer(number, NICER);
        }
    }
}
