// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one writer at a stream. The kernel takes the lock away with the process, however that ends. It also takes it away when
 * the process closes any descriptor of the file: so a process has the file open once at most.
 *
 * <p><b>Threading:</b> any.
 */
final class StreamLock implements AutoCloseable {

    private static final String NAME = "lock";
    private static final int MOST_DIGITS = 20;

    /** The files that this process has open, or is about to open. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final LogStream stream;
    private final Path file;

    /** Of the writer's thread, once that runs. */
    private Held held;

    private StreamLock(LogStream stream, Path file, Held held) {
        this.stream = stream;
        this.file = file;
        this.held = held;
    }

    /**
     * The file that is locked.
     *
     * @param channel on which
     * @param key tells it from another one of its name
     */
    private record Held(FileChannel channel, Object key) {}

    /**
     * Takes the lock, after making the folder if it is new.
     *
     * @throws IOException in one line, if another writer has it
     */
    static StreamLock of(LogStream stream) throws IOException {
        Path file;
        try {
            Files.createDirectories(stream.folder());
            file = stream.folder().toRealPath().resolve(NAME);
        } catch (IOException e) {
            throw LogFailure.cannotOpen(stream.label(), stream.folder(), e);
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        if (!OPEN.add(file)) {
            throw isWritten(stream, pid);
        }
        boolean taken = false;
        try {
            StreamLock lock = new StreamLock(stream, file, take(stream, file, pid));
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                OPEN.remove(file);
            }
        }
    }

    /**
     * Makes folder and lock again if a person has removed them.
     *
     * @return whether they were
     * @throws IOException in one line, if they cannot be made, or another writer has come first
     */
    boolean restore() throws IOException {
        if (held.key().equals(keyNow(file))) {
            return false;
        }
        try {
            Files.createDirectories(stream.folder());
        } catch (IOException e) {
            throw LogFailure.cannotOpen(stream.label(), stream.folder(), e);
        }
        Held gone = held;
        held = take(stream, file, Long.toString(ProcessHandle.current().pid()));
        gone.channel().close();
        return true;
    }

    /** Returns what tells the file of a name from others; the name itself if there is none. */
    private static Object keyNow(Path file) throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (NoSuchFileException e) {
            return file;
        }
    }

    private static Held take(LogStream stream, Path file, String pid) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw LogFailure.cannotOpen(stream.label(), file, e);
        }
        boolean taken = false;
        try {
            if (channel.tryLock() == null) {
                throw isWritten(stream, owner(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            Held held = new Held(channel, keyNow(file));
            taken = true;
            return held;
        } catch (ClosedByInterruptException e) {
            throw LogFailure.cannotOpen(stream.label(), file, e);
        } catch (OverlappingFileLockException e) { // by this project, loaded by another class loader
            throw isWritten(stream, pid);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static IOException isWritten(LogStream stream, String pid) {
        return new IOException(stream.label() + ": is being written by process " + pid
                + " (expected: one writer; end it, or name another stream)");
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
            held.channel().close();
        } catch (IOException e) {
            // nothing of it is used any more
        } finally {
            OPEN.remove(file);
        }
    }
}
