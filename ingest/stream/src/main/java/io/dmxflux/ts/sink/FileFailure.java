// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file cannot be opened or written, in one line. The JDK hands on the kernel's text for an errno and not its number.
 *
 * <p><b>Source:</b> open(2), write(2), strerror(3) of glibc in the C locale.
 */
final class FileFailure extends IOException {

    private static final long serialVersionUID = 1;

    private static final Map<String, String> ERRNOS = Map.of(
            "No space left on device", "ENOSPC",
            "Disk quota exceeded", "EDQUOT",
            "Input/output error", "EIO",
            "Read-only file system", "EROFS",
            "File too large", "EFBIG",
            "Broken pipe", "EPIPE",
            "Stale file handle", "ESTALE",
            "Is a directory", "EISDIR",
            "No such device or address", "ENXIO",
            "Too many open files", "EMFILE");

    private final String label;

    private FileFailure(String message, IOException cause) {
        super(message, cause);
        this.label = label(cause);
    }

    /** Says why a file cannot be opened. */
    static FileFailure cannotOpen(Path path, IOException failure) {
        String why = switch (label(failure)) {
            case "ENOENT" ->
                isFolderThere(path)
                        ? ": its folder takes no new files (ENOENT; expected: one on a disk)"
                        : " (expected: a directory that exists)";
            case "EACCES" ->
                " (EACCES; expected: permission for user " + System.getProperty("user.name") + " to write "
                        + (Files.exists(path) ? "it" : "its folder") + ")";
            default -> ": " + reason(failure);
        };
        return new FileFailure(tried(path, failure) + ": cannot be opened" + why, failure);
    }

    private static boolean isFolderThere(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        return folder != null && Files.isDirectory(folder);
    }

    /** The part of a recording that could not be opened, where it is another than the first. */
    private static String tried(Path path, IOException failure) {
        String named = failure instanceof FileSystemException file ? file.getFile() : null;
        return named == null ? path.toString() : named;
    }

    /** Says why a file cannot be written any further. */
    static FileFailure cannotWrite(Path path, long written, IOException failure) {
        String expected = switch (label(failure)) {
            case "EPIPE" -> "a program that reads it";
            case "EIO", "ESTALE", "EROFS" -> "a disk that works; look at the kernel log (dmesg)";
            default -> "a disk with room; make some, or name another file";
        };
        return new FileFailure(
                path + ": write failed after " + written + " bytes: " + reason(failure) + " (expected: " + expected
                        + ")",
                failure);
    }

    /** Names the failure in the counts of a sink. */
    String label() {
        return label;
    }

    /** Tells whether the thread was interrupted in the call, which nothing is wrong with. */
    boolean isByInterrupt() {
        return getCause() instanceof ClosedByInterruptException;
    }

    private static String label(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "ENOENT";
        }
        if (failure instanceof AccessDeniedException) {
            return "EACCES";
        }
        return ERRNOS.getOrDefault(reason(failure), failure.getClass().getSimpleName());
    }

    private static String reason(IOException failure) {
        String text = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text;
    }
}
