// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import reactor.core.publisher.SynchronousSink;

/**
 * Fills buffers with the raw bytes of a file.
 *
 * <p><b>Threading:</b> one thread at a time. An interrupt of it closes the channel, and fails the reading.
 */
final class RawReader {

    /** Small enough for the processor's cache to hold it until it is processed. */
    static final int BUFFER_BYTES = 1024 * TsPacket.LENGTH;

    private final Path file;
    private final FileChannel channel;
    private final FileAccounts accounts;
    private long readBytes;

    private RawReader(Path file, FileChannel channel, FileAccounts accounts) {
        this.file = file;
        this.channel = channel;
        this.accounts = accounts;
    }

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException in one line, if there is no file to be read
     */
    static RawReader open(Path file, FileAccounts accounts) {
        refuseUnless(Files.exists(file), file, "no such file", "check its name");
        refuseUnless(!Files.isDirectory(file), file, "a directory", "name one of the files in it");
        refuseUnless(Files.isReadable(file), file, "not readable", "give this user the permission to read it");
        try {
            return new RawReader(file, FileChannel.open(file, StandardOpenOption.READ), accounts);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be opened (" + reason(e) + ")", e);
        }
    }

    private static void refuseUnless(boolean fine, Path file, String found, String cure) {
        if (!fine) {
            throw new IllegalArgumentException(file + ": " + found + " (expected: a file); " + cure);
        }
    }

    /** Emits one buffer, or completes: a step of {@code Flux.generate}, which returns the next state, this. */
    RawReader next(SynchronousSink<ByteBuf> sink) {
        BufferReader.emit(BUFFER_BYTES, this::fill, sink, accounts);
        return this;
    }

    /** Not by {@code ByteBuf.writeBytes}, which takes a channel that an interrupt has closed for one at its end. */
    private void fill(ByteBuf buffer) throws InterruptedIOException {
        ByteBuffer room = buffer.internalNioBuffer(0, BUFFER_BYTES);
        int start = room.position();
        try {
            int read = 0;
            while (read >= 0 && room.hasRemaining()) {
                read = channel.read(room);
            }
        } catch (ClosedByInterruptException e) {
            throw BufferReader.interrupted(file.toString(), readBytes + room.position() - start);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + reason(e) + ")", e);
        } finally {
            readBytes += room.position() - start;
            buffer.writerIndex(room.position() - start);
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be closed (" + reason(e) + ")", e);
        }
    }

    private static String reason(IOException cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
