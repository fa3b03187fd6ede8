// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * The bytes of a file as they lie in it, at once: for those who want to see what is wrong with them, which {@link
 * FileSource} leaves out.
 *
 * <p><b>Shape:</b> {@value #BUFFER_BYTES} bytes, a multiple of 188, so that a file of nothing but packets comes in whole
 * ones; the last buffer may be shorter.
 * <p><b>Ownership:</b> a buffer, pooled and direct, is the subscriber's from {@code onNext} on.
 * <p><b>Threading:</b> a subscription reads and emits on the thread that requests.
 * <p><b>Demand:</b> nothing is read without demand.
 * <p><b>Holds:</b> the buffer that is being filled.
 * <p><b>Discard:</b> that buffer is released on error.
 * <p><b>Errors:</b> {@code onError} with an {@link UncheckedIOException} of one line.
 */
public final class RawFileSource implements Source {

    /** So little that the processor's cache still holds what was read when it is looked at. */
    static final int BUFFER_BYTES = 1024 * TsPacket.LENGTH;

    private final Path file;

    private RawFileSource(Path file) {
        this.file = file;
    }

    /**
     * Names a file.
     *
     * @param file opened at every subscription
     * @return its bytes once
     */
    public static RawFileSource of(Path file) {
        return new RawFileSource(file);
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return Flux.generate(this::open, this::next, this::close);
    }

    /** A file waits for whoever reads it: nothing is lost. */
    @Override
    public SourceStats stats() {
        return SourceStats.NONE;
    }

    @Override
    public String toString() {
        return "file:" + file;
    }

    private FileChannel open() {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw failure("cannot be opened", e);
        }
    }

    private FileChannel next(FileChannel channel, SynchronousSink<ByteBuf> sink) {
        FillStep.run(BUFFER_BYTES, buffer -> fill(buffer, channel), sink);
        return channel;
    }

    private boolean fill(ByteBuf buffer, FileChannel channel) {
        try {
            int read = 0;
            while (read >= 0 && buffer.writerIndex() < BUFFER_BYTES) {
                read = buffer.writeBytes(channel, BUFFER_BYTES - buffer.writerIndex());
            }
            return true;
        } catch (IOException e) {
            throw failure("cannot be read", e);
        }
    }

    private void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure("cannot be closed", e);
        }
    }

    private UncheckedIOException failure(String what, IOException cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new UncheckedIOException(file + ": " + what + " (" + reason + ")", cause);
    }
}
