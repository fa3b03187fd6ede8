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
    private static final String WORKING_DISK = "a disk that works; look at the kernel log (dmesg)";
    private static final String NO_FILE = "No such file or directory";

    private LogFailure() {}

    /** Says why a log cannot be opened. */
    static IOException cannotOpen(String log, Path path, Exception failure) {
        return new IOException(log + ": " + path + ": cannot be opened: " + reason(failure), failure);
    }

    /** Says why a log cannot be read. */
    static IOException cannotRead(String log, IOException failure) {
        return new IOException(
                log + ": cannot be read: " + withCure(failure, "a disk that is there, and works"), failure);
    }

    /** Says why a segment cannot be written. */
    static String cannotWrite(Path path, IOException failure) {
        String cure = switch (reason(failure)) {
            case "Input/output error", "Read-only file system" -> WORKING_DISK;
            case NO_FILE -> "the directory of the log";
            default -> "a disk with room; make some, or keep less";
        };
        return path + ": write failed: " + withCure(failure, cure);
    }

    /** Says why a segment cannot be forced to the disk. */
    static String cannotForce(Path path, Exception failure) {
        return path + ": not known to be on the disk: " + withCure(failure, WORKING_DISK);
    }

    /** A reason may have its own. */
    private static String withCure(Exception failure, String expected) {
        String reason = reason(failure);
        return reason.contains(EXPECTED) ? reason : reason + EXPECTED + expected + ")";
    }

    static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return NO_FILE;
        }
        if (failure instanceof AccessDeniedException) {
            return "Permission denied (expected: permission for user " + System.getProperty("user.name") + ")";
        }
        if (failure instanceof ClosedByInterruptException) {
            return "the thread is interrupted (expected: a thread that is not)";
        }
        String text = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text;
    }
}
