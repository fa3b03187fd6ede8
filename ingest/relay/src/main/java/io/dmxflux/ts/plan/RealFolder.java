// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.io.IOException;
import java.nio.file.Path;

/** The one name of a folder that may have several, by symbolic links. */
final class RealFolder {

    private RealFolder() {}

    /**
     * Finds it, also of a folder that is not there yet.
     *
     * @param folder absolute
     * @return the name without symbolic links; the folder itself if its file system does not answer
     */
    static Path of(Path folder) {
        return FileLookup.ask(folder, () -> now(folder), folder);
    }

    /** What is not there is made in the first folder above it that is. */
    private static Path now(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            Path above = folder.getParent();
            return above == null ? folder : now(above).resolve(folder.getFileName());
        }
    }
}
