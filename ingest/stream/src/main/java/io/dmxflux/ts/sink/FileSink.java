// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.net.SocketErrors;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Writes a stream to a file.
 *
 * <p><b>Shape:</b> buffers of any length and content.
 * <p><b>Ownership:</b> each buffer is written from its own memory and released when it is.
 * <p><b>Threading:</b> each stream has a thread of its own, since a disk may block.
 * <p><b>Demand:</b> {@value #BUFFERS_IN_FLIGHT} buffers. While the disk is slow, a live source such as a tuner's pool drops
 * by its own policy.
 * <p><b>Errors:</b> an {@link IOException} of one line with the path and the bytes written, for example if the directory is
 * missing or the disk is full.
 */
public final class FileSink implements Sink {

    /** One that is being written, and one that is ready. */
    private static final int BUFFERS_IN_FLIGHT = 2;

    private final Path path;
    private final SendCounters counters = new SendCounters();

    private FileSink(Path path) {
        this.path = path;
    }

    /**
     * Creates a sink for a file, which it does not open yet.
     *
     * @param path the file; created, or truncated, at the first buffer
     * @return the sink
     */
    public static FileSink to(Path path) {
        return new FileSink(path);
    }

    /**
     * Writes a stream, once the result is subscribed to; each subscription writes the file from its beginning.
     *
     * @param buffers what to write; each is handed over
     * @return completes when upstream has and the file is closed; fails with upstream's error or with an {@link
     *     IOException}. Cancelling it cancels upstream; the file then ends with a whole buffer
     */
    @Override
    public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        return SinkMono.of(
                buffers, actual -> new FileSubscriber(actual, Executors.newSingleThreadExecutor(this::thread)));
    }

    @Override
    public SendStats stats() {
        return counters.stats();
    }

    /** Does nothing: each stream closes the file when it ends. */
    @Override
    public void close() {
        // nothing is open between two streams
    }

    @Override
    public String toString() {
        return "file:" + path;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "dmxflux-file-" + path.getFileName());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Checks that the file can be written, without changing its contents; creates it if it is missing.
     *
     * @throws IOException of one line, with the path, if not
     */
    public void check() throws IOException {
        if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) {
            open(StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close(); // not a pipe: its reader would see the end
        }
    }

    private FileChannel open(StandardOpenOption... options) throws IOException {
        try {
            return FileChannel.open(path, options);
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": cannot be opened (expected: a directory that exists)", e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + ": cannot be opened (expected: permission to write it)", e);
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException(path + ": cannot be opened: " + reason, e);
        }
    }

    /** One stream on its way to the file. */
    private final class FileSubscriber extends SinkSubscriber {

        private final ExecutorService thread;
        private @Nullable FileChannel file;

        FileSubscriber(CoreSubscriber<? super Void> actual, ExecutorService thread) {
            super(actual, thread, BUFFERS_IN_FLIGHT);
            this.thread = thread;
        }

        @Override
        void consume(ByteBuf buffer) throws IOException {
            try {
                write(buffer, file());
            } finally {
                buffer.release();
            }
            consumed();
        }

        private FileChannel file() throws IOException {
            if (file == null) {
                file = open(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            }
            return file;
        }

        private void write(ByteBuf buffer, FileChannel target) throws IOException {
            try {
                while (buffer.isReadable()) {
                    counters.sent(0, buffer.readBytes(target, buffer.readableBytes()));
                }
            } catch (IOException e) {
                counters.failed(SocketErrors.label(e), 0, buffer.readableBytes());
                long written = counters.stats().bytes();
                throw new IOException(
                        path + ": write failed after " + written + " bytes: " + e.getMessage()
                                + " (expected: a disk with room; make some, or name another file)",
                        e);
            }
        }

        /** A stream without a buffer leaves an empty file; one that failed before its first leaves the file as it was. */
        @Override
        void finish() {
            if (file == null && hasUpstreamFailed()) {
                return;
            }
            try {
                file().close();
            } catch (IOException e) {
                fail(e);
            }
        }

        @Override
        void release() {
            thread.shutdown();
            try {
                if (file != null) {
                    file.close();
                }
            } catch (IOException e) {
                // everything is written, or the stream has failed already
            }
        }
    }
}
