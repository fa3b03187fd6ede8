// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Lets one writer at a stream. The kernel takes the lock away with the process, however that ends.
 *
 * <p><b>Threading:</b> any.
 */
final class StreamLock implements AutoCloseable {

    private static final String NAME = "lock";
    private static final int MOST_DIGITS = 20;

    private final FileChannel channel;

    private StreamLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, after making the folder if it is new.
     *
     * @throws IOException in one line, if another writer has it
     */
    static StreamLock of(LogStream stream) throws IOException {
        Path file = stream.folder().resolve(NAME);
        FileChannel channel;
        try {
            Files.createDirectories(stream.folder());
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw LogFailure.cannotOpen(stream.label(), file, e);
        }
        try {
            if (tryLock(channel) == null) {
                throw new IOException(stream.label() + ": is being written by process " + owner(channel)
                        + " (expected: one writer; end it, or name another stream)");
            }
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            return new StreamLock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // by this process
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer digits = ByteBuffer.allocate(MOST_DIGITS);
        int length = Math.max(0, channel.read(digits, 0));
        String pid = new String(digits.array(), 0, length, StandardCharsets.US_ASCII);
        return pid.matches("\\d+") ? pid : "?";
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing of it is used any more
        }
    }
}
