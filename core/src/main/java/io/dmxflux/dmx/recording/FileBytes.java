// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A recording in a file, as long as it was when it was opened.
 *
 * <p>It is read, not mapped: a mapping outlives its close until the garbage collector comes by, and a file that is
 * truncated meanwhile would be a fault in memory instead of an early end. Reading goes straight into the target.
 *
 * <p><b>Threading:</b> an interrupt of the reader closes any {@code FileChannel}; this one opens the file again.
 */
final class FileBytes implements StreamBytes {

    private final Path file;
    private final long size;
    private FileChannel channel;

    private FileBytes(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException in one line, if there is no file to be read
     */
    static FileBytes open(Path file) {
        refuseUnless(Files.exists(file), file, "no such file", "check its name");
        refuseUnless(!Files.isDirectory(file), file, "a directory", "name one of the files in it");
        refuseUnless(Files.isRegularFile(file), file, "not a regular file", "record it into one first");
        refuseUnless(Files.isReadable(file), file, "not readable", "give this user the permission to read it");
        try {
            return new FileBytes(file, channel(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be opened (" + reason(e) + ")", e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int start = target.position();
        try {
            int read = 0;
            while (target.hasRemaining() && read >= 0) {
                read = readDespiteInterrupts(target, position + target.position() - start);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read at byte " + position + " (" + reason(e) + ")", e);
        }
        return target.position() - start;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be closed (" + reason(e) + ")", e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private int readDespiteInterrupts(ByteBuffer target, long position) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return channel.read(target, position);
                } catch (ClosedByInterruptException e) {
                    interrupted = Thread.interrupted();
                    channel = channel(file);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static void refuseUnless(boolean fine, Path file, String found, String cure) {
        if (!fine) {
            throw new IllegalArgumentException(
                    file + ": " + found + " (expected: a file with a transport stream); " + cure);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
