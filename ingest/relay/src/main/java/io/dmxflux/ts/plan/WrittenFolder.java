// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder that is to be written, and is made where it is not there.
 *
 * <p><b>Internal.</b> Public for the rest of the relay.
 */
public final class WrittenFolder {

    static final String NO_DIRECTORY = "no directory (expected: a directory, or a name that is free)";

    private WrittenFolder() {}

    /**
     * Tells what would keep it from being made, or written.
     *
     * @param folder any
     * @return which file or folder, and what is wrong with it; empty if nothing is
     */
    public static Optional<String> problem(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        return FileLookup.ask(whole, () -> problemNow(whole), Optional.of(FileLookup.NO_ANSWER));
    }

    /** What is not there is made in the first folder above it that is. */
    private static Optional<String> problemNow(Path folder) {
        Path there = folder;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            return Optional.of(there + ": " + NO_DIRECTORY);
        }
        return Files.isWritable(there)
                ? Optional.empty()
                : Optional.of(there + ": cannot be written (expected: permission for user "
                        + System.getProperty("user.name") + ")");
    }
}
