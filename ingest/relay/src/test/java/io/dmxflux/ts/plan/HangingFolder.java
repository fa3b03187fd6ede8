// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A folder whose file system does not answer, as that of an NFS server which is gone: one of FUSE without a program behind it.
 * Calls into it return when it is closed.
 */
public final class HangingFolder {

    /** Mounted by the descriptor alone; the kernel ends it with the last process that has that. */
    private static final String MOUNT = "exec 5<>/dev/fuse && mount -i -t fuse"
            + " -o fd=5,rootmode=40000,user_id=0,group_id=0 hanging \"$0\" && echo mounted && exec sleep 600";

    private final Path folder;
    private final Process server;

    private HangingFolder(Path folder, Process server) {
        this.folder = folder;
        this.server = server;
    }

    /** Mounts it over a folder; the test is not run where that may not be done. */
    public static HangingFolder over(Path folder) throws IOException {
        Process server = new ProcessBuilder("sh", "-c", MOUNT, folder.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        if (!"mounted".equals(line)) {
            server.destroyForcibly();
        }
        assumeThat(line).as("a mount of FUSE, as root").isEqualTo("mounted");
        return new HangingFolder(folder, server);
    }

    /** Lets all calls return, with an error. */
    public void close() {
        try {
            server.destroyForcibly().waitFor();
            new ProcessBuilder("umount", "-l", folder.toString()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
