// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in one line why a file of a log cannot be used. */
final class LogFailure {

    private static final String EXPECTED = " (expected: ";
    private static final String NO_FILE = "No such file or directory";

    private LogFailure() {}

    /** Says why a log cannot be opened. */
    static IOException cannotOpen(String log, Path path, Exception failure) {
        return new IOException(log + ": " + path + ": cannot be opened: " + reason(failure), failure);
    }

    /** Says why a log cannot be read. */
    static IOException cannotRead(String log, IOException failure) {
        String expected = failure instanceof ClosedByInterruptException
                ? "a thread that is not"
                : "a disk that is there, and works";
        return new IOException(log + ": cannot be read: " + reason(failure) + " (expected: " + expected + ")", failure);
    }

    /** Says why a segment cannot be written. */
    static String cannotWrite(Path path, IOException failure) {
        String reason = reason(failure);
        return path + ": write failed: " + reason + (reason.contains(EXPECTED) ? "" : EXPECTED + remedy(reason) + ")");
    }

    private static String remedy(String reason) {
        return switch (reason) {
            case "Input/output error", "Read-only file system" -> "a disk that works; look at the kernel log (dmesg)";
            case NO_FILE -> "the directory of the log";
            default -> "a disk with room; make some, or keep less";
        };
    }

    /** Says why a segment cannot be forced to the disk. */
    static String cannotForce(Path path, Exception failure) {
        return path + ": not known to be on the disk: " + reason(failure)
                + " (expected: a disk that works; look at the kernel log (dmesg))";
    }

    static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return NO_FILE;
        }
        if (failure instanceof AccessDeniedException) {
            return "Permission denied (expected: permission for user " + System.getProperty("user.name") + ")";
        }
        if (failure instanceof ClosedByInterruptException) {
            return "the thread is interrupted";
        }
        String text = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text;
    }
}
