// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * What a file system has refused, in words: the JDK's exceptions say of the most frequent reasons only the file.
 *
 * <p><b>Internal.</b> Public for the rest of the relay.
 */
public final class FileProblem {

    private FileProblem() {}

    /**
     * Returns the reason why a file cannot be read.
     *
     * @param failure of opening or reading it
     * @return a phrase without its name
     */
    public static String ofReading(Exception failure) {
        return failure instanceof NoSuchFileException ? "no such file" : of(failure);
    }

    /**
     * Returns the reason.
     *
     * @param failure of reading, writing or moving a file
     * @return a phrase without the name of the file
     */
    public static String of(Exception failure) {
        if (failure instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        if (failure instanceof NoSuchFileException) {
            return "no such folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "EACCES, permission denied for user " + System.getProperty("user.name");
        }
        if (failure instanceof NotDirectoryException) {
            return "ENOTDIR, not a folder";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "EEXIST, something else has its name";
        }
        return failure instanceof FileSystemException
                ? failure.getClass().getSimpleName()
                : String.valueOf(failure.getMessage());
    }
}
