// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a recording, in a file or in memory, readable at any position; {@code toString()} names them in errors.
 *
 * <p><b>Threading:</b> one reader at a time, on any thread.
 */
interface StreamBytes extends AutoCloseable {

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException in one line, if there is no file to be read
     */
    static StreamBytes ofFile(Path file) {
        return OfFile.open(file);
    }

    /** Takes the remaining bytes of a buffer, whose indices stay unchanged. */
    static StreamBytes inMemory(ByteBuffer bytes) {
        return new InMemory(bytes);
    }

    /** Takes bytes that can be read once; they are kept for as long as a reader may go back to them. */
    static StreamBytes once(String name, StreamInput input) {
        return new Once(name, input);
    }

    /**
     * Returns how many bytes there are, the same for as long as this is open; of an input that is read once {@code
     * Long.MAX_VALUE} until a read has met its end.
     */
    long size();

    /**
     * Appends bytes until there are {@code length} or the recording ends.
     *
     * @param target where they go, with room for them
     * @param length how many, in bytes
     * @param position offset of the first, in bytes from the recording's beginning, less than {@link #size()}
     */
    void read(ByteBuf target, int length, long position);

    @Override
    void close();

    /**
     * A file, of the length that it had when it was opened.
     *
     * <p>It is read, not mapped: a mapping lives until it is garbage collected, and truncating the file meanwhile would
     * cause a memory fault instead of an early end. Bytes are read directly into the target.
     *
     * <p><b>Threading:</b> an interrupt of the reader closes any {@code FileChannel}; this one opens the file again.
     */
    final class OfFile implements StreamBytes {

        private final Path file;
        private final long size;
        private FileChannel channel;

        private OfFile(Path file, FileChannel channel) throws IOException {
            this.file = file;
            this.channel = channel;
            this.size = channel.size();
        }

        private static OfFile open(Path file) {
            refuseUnless(Files.exists(file), file, "no such file", "check its name");
            refuseUnless(!Files.isDirectory(file), file, "a directory", "name one of the files in it");
            refuseUnless(Files.isRegularFile(file), file, "not a regular file", "record it into one first");
            refuseUnless(Files.isReadable(file), file, "not readable", "give this user the permission to read it");
            try {
                return new OfFile(file, channel(file));
            } catch (IOException e) {
                throw new IllegalArgumentException(file + ": cannot be opened (" + reason(e) + ")", e);
            }
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(ByteBuf target, int length, long position) {
            ByteBuffer room = target.nioBuffer(target.writerIndex(), length);
            int start = room.position();
            try {
                int read = 0;
                while (room.hasRemaining() && read >= 0) {
                    read = readDespiteInterrupts(room, position + room.position() - start);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        file + ": cannot be read at byte " + position + " (" + reason(e) + ")", e);
            }
            target.writerIndex(target.writerIndex() + room.position() - start);
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

    /**
     * Bytes that can be read once. A reader that found no whole packet at the end of what it read begins its next read there:
     * bytes before that are forgotten.
     */
    final class Once implements StreamBytes {

        private final String name;
        private final StreamInput input;

        /** A view of memory that the garbage collector frees: reading after a close is harmless. */
        private final ByteBuf kept =
                Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(MOST_KEPT)).clear();

        /** More than the longest read. */
        private static final int MOST_KEPT = 1 << 18;

        /** The position of the first byte that is kept. */
        private long first;

        private long size = Long.MAX_VALUE;

        private Once(String name, StreamInput input) {
            this.name = name;
            this.input = input;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(ByteBuf target, int length, long position) {
            kept.skipBytes((int) (position - first)).discardReadBytes();
            first = position;
            while (kept.readableBytes() < length && size == Long.MAX_VALUE) {
                if (input.read(kept) == StreamInput.END) {
                    size = first + kept.readableBytes();
                }
            }
            target.writeBytes(kept, kept.readerIndex(), Math.min(length, kept.readableBytes()));
        }

        @Override
        public void close() {
            input.close();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Bytes in memory. */
    final class InMemory implements StreamBytes {

        private final ByteBuf bytes;

        private InMemory(ByteBuffer bytes) {
            this.bytes = Unpooled.wrappedBuffer(bytes);
        }

        @Override
        public long size() {
            return bytes.readableBytes();
        }

        @Override
        public void read(ByteBuf target, int length, long position) {
            target.writeBytes(bytes, (int) position, (int) Math.min(length, size() - position));
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "stream in memory";
        }
    }
}
