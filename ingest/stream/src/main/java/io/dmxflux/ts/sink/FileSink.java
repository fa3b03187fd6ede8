// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.check.Listeners;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Writes a stream to a file, or to one file after the other, and never destroys what is there unless told to.
 * <pre>
 *   FileSink.to(Path.of("rec.ts"))                            rec.ts, or rec.2.ts if that is there
 *   FileSink.builder(Path.of("rec-{time}.ts"))                rec-20261126-130000.ts, and another at each full hour
 *           .rotation(new FileRotation(Long.MAX_VALUE, Duration.ofHours(1)))
 *           .build()
 * </pre>
 *
 * <p><b>Shape:</b> buffers of any length and content. A rotation cuts between packets if each buffer begins with one.
 * <p><b>Ownership:</b> each buffer is written from its own memory and released when it is.
 * <p><b>Threading:</b> each stream has a thread of its own, since a disk may block.
 * <p><b>Demand:</b> {@value #BUFFERS_IN_FLIGHT} buffers. While the disk is slow, a live source such as a tuner's pool drops
 * by its own policy.
 * <p><b>Files:</b> a stream goes on in the last file of the sink, or of those that {@linkplain Builder#goesOn go on} with each
 * other's; where another sink of the process has it open, another is written beside it. {@code discontinuity_indicator} is
 * set there in the first packet of each PID and in that of the first PCR (ISO/IEC 13818-1 2.4.3.5), and a last packet that is
 * cut is filled up, which counts as generated. A FIFO or a device is neither rotated nor numbered.
 * <p><b>Errors:</b> what a disk refuses is counted by errno and does not end the stream: a full disk, one that is gone or
 * not mounted yet, a FIFO whose reader has ended. The file is opened again with back-off, 0.25 s to 10 s. A stream whose
 * end has been refused fails with an {@link IOException} of one line, as one to a standard output that is not read any more.
 */
public final class FileSink implements Sink {

    /** What becomes of a file that is there when a sink first writes to its name, also of one by an earlier sink. */
    public enum Existing {
        /** It stays, and another is written: {@code name.2.ts}, {@code name.3.ts} ... */
        BESIDE,
        /** The stream goes on behind it if it is a transport stream; else it stays, and another is written. */
        APPEND,
        /** It is emptied, once. */
        OVERWRITE
    }

    /** One that is being written, and one that is ready. */
    private static final int BUFFERS_IN_FLIGHT = 2;

    private static final long CLOSING_MILLIS = 1_000;

    /** The name that was asked for; {@code null} for standard output. */
    private final @Nullable Path path;

    private final Existing existing;
    private final FileRotation rotation;
    private final Consumer<FileEvent> events;
    private final RecordedFiles files;
    private final RecordingStream.Time time;
    private final SendCounters counters = new SendCounters();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile @Nullable RecordingStream current;

    // guarded by this
    private @Nullable FileSubscriber active;
    private CompletableFuture<?> whenLastIsClosed = CompletableFuture.completedFuture(null);
    private boolean closed;

    private FileSink(Builder builder) {
        path = builder.path;
        existing = builder.existing;
        rotation = builder.rotation;
        Consumer<FileEvent> listener = builder.events;
        events = event ->
                Listeners.tell(listener, event, (told, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
        files = builder.files == null ? RecordedFiles.ofOneSink() : builder.files;
        time = builder.time;
    }

    /**
     * Creates a sink for a file, which it does not open yet.
     *
     * @param path the file; what is there stays, and another is written beside it
     * @return the sink
     */
    public static FileSink to(Path path) {
        return builder(path).build();
    }

    /**
     * Begins to describe a sink for a file.
     *
     * @param path the file; <code>{time}</code> in its name stands for the local time at which it begins
     * @return the builder
     */
    public static Builder builder(Path path) {
        return new Builder(Check.given(path, "path"));
    }

    /**
     * Begins to describe a sink for the standard output of the process.
     *
     * @return the builder, of which only events are heeded
     */
    public static Builder standardOutput() {
        return new Builder(null);
    }

    /**
     * Writes a stream, once the result is subscribed to; one stream at a time.
     *
     * @param buffers what to write; each is handed over
     * @return completes when upstream has and the file is closed; fails with upstream's error or with an {@link
     *     IOException}, which it also does if the sink is closed; with {@link IllegalStateException} if another stream is being
     *     written. Cancelling it cancels upstream; the file then ends with a whole buffer, and the next stream, which may
     *     come at once, goes on behind it. A FIFO or a device that blocks is let go of {@value #CLOSING_MILLIS} ms later
     */
    @Override
    public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        return SinkMono.of(buffers, this::subscriber);
    }

    private synchronized FileSubscriber subscriber(CoreSubscriber<? super Void> actual) throws IOException {
        if (closed) {
            throw new IOException(this + ": cannot send, the sink is closed (expected: an open one)");
        }
        if (active != null) {
            throw new IllegalStateException(
                    this + ": is writing another stream (expected: one stream per sink at a time)");
        }
        CompletableFuture<?> before = whenLastIsClosed;
        FileSubscriber next = new FileSubscriber(
                actual,
                Executors.newSingleThreadExecutor(work -> thread(() -> {
                    before.join(); // a stream that was cancelled may be writing its last buffer
                    work.run();
                })));
        active = next;
        whenLastIsClosed = next.whenClosed;
        return next;
    }

    /** Admits another stream. */
    private synchronized void over(FileSubscriber subscriber) {
        if (active == subscriber) {
            active = null;
        }
    }

    @Override
    public SendStats stats() {
        return counters.stats();
    }

    @Override
    public SinkBook book() {
        return counters.book();
    }

    @Override
    public Optional<String> waitsFor() {
        RecordingStream stream = current;
        return Optional.ofNullable(stream == null ? null : stream.waitsFor());
    }

    /**
     * Closes the file. A stream that is being written fails with an {@link IOException} once it is closed, its buffers written
     * or released and counted, and so does one that is sent afterwards. Closing twice does nothing.
     *
     * <p>Waits for that {@value #CLOSING_MILLIS} ms at most, as a disk can block for longer, and not at all on the sink's own
     * thread or one that must not block, nor on one that is interrupted. A FIFO or a device that blocks for so long is let go
     * of in either case.
     */
    @Override
    public void close() {
        FileSubscriber writing;
        CompletableFuture<?> isClosed;
        synchronized (this) {
            closed = true;
            writing = active;
            isClosed = whenLastIsClosed;
        }
        if (writing != null) {
            writing.close(new IOException(this + ": closed while sending"));
        }
        if (Schedulers.isInNonBlockingThread() || threads.contains(Thread.currentThread())) {
            letGoLater(isClosed, threads);
            return;
        }
        try {
            isClosed.get(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            threads.forEach(Thread::interrupt);
            if (path != null) {
                RecordedFile.freeOpening(path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            letGoLater(isClosed, threads);
        }
    }

    /** Lets go of a FIFO or a device, which can block for ever: the next stream waits for the end of one that is cancelled. */
    private void letGoLater(CompletableFuture<?> isClosed, Collection<Thread> writers) {
        Runnable letGo = () -> {
            if (!isClosed.isDone() && path != null) {
                RecordedFile.letGo(path, writers);
            }
        };
        if (!isClosed.isDone()) {
            Schedulers.boundedElastic().schedule(letGo, CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public String toString() {
        return path == null ? "-" : "file:" + path;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "dmxflux-file-" + (path == null ? "-" : path.getFileName()));
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /**
     * Checks that the file can be written, as far as that shows without writing: nothing is changed or created.
     *
     * @throws IOException of one line, with the path, if not
     */
    public void check() throws IOException {
        if (path != null) {
            RecordedFile.check(path, existing, time.local());
        }
    }

    private RecordedFile open(ZonedDateTime now) throws FileFailure {
        return path == null ? RecordedFile.standardOutput() : RecordedFile.open(path, existing, now, files);
    }

    /** One stream on its way to the file. */
    private final class FileSubscriber extends SinkSubscriber {

        private final ExecutorService thread;
        private final RecordingStream stream =
                new RecordingStream(FileSink.this::open, rotation, counters, events, time);
        private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();
        private boolean consumes;

        FileSubscriber(CoreSubscriber<? super Void> actual, ExecutorService thread) {
            super(actual, thread, BUFFERS_IN_FLIGHT, counters);
            this.thread = thread;
            current = stream;
        }

        @Override
        void consume(ByteBuf buffer) throws IOException {
            consumes = true;
            try {
                stream.write(buffer);
            } catch (RuntimeException | Error e) { // what the disk refuses is counted already
                counters.closed(buffer.readableBytes());
                throw e;
            } finally {
                buffer.release();
            }
            consumed();
        }

        /** A stream without a buffer leaves an empty file; one that failed before its first leaves no trace. */
        @Override
        void finish() {
            if (!consumes && hasUpstreamFailed()) {
                return;
            }
            try {
                stream.finish();
            } catch (FileFailure e) {
                if (!hasUpstreamFailed()) {
                    fail(e);
                }
            }
        }

        @Override
        public void cancel() {
            List<Thread> writers = List.copyOf(threads); // this one's, and those of streams before it
            super.cancel();
            over(this);
            letGoLater(whenClosed, writers);
        }

        @Override
        void release() {
            thread.shutdown();
            try {
                stream.close();
            } finally {
                threads.remove(Thread.currentThread());
                Thread.interrupted(); // what it blocked in is over
                whenClosed.complete(null);
                over(this);
            }
        }
    }

    /** Describes a sink. */
    public static final class Builder {

        private final @Nullable Path path;
        private Existing existing = Existing.BESIDE;
        private FileRotation rotation = FileRotation.NONE;
        private Consumer<FileEvent> events = event -> {};
        private @Nullable RecordedFiles files;
        private RecordingStream.Time time = RecordingStream.Time.SYSTEM;

        private Builder(@Nullable Path path) {
            this.path = path;
        }

        /**
         * Says what becomes of a file that is there.
         *
         * @param choice {@link Existing#BESIDE} unless set
         * @return this
         */
        public Builder existing(Existing choice) {
            existing = Check.given(choice, "existing");
            return this;
        }

        /**
         * Says when to go on in another file, which is never one that is there.
         *
         * @param when {@link FileRotation#NONE} unless set
         * @return this
         */
        public Builder rotation(FileRotation when) {
            rotation = Check.given(when, "rotation");
            return this;
        }

        /**
         * Sets who is told what becomes of the file.
         *
         * @param listener told on the sink's thread; must not block
         * @return this
         */
        public Builder onEvent(Consumer<FileEvent> listener) {
            events = Check.given(listener, "onEvent");
            return this;
        }

        /**
         * Has the first stream go on in the file that another sink of this process had last under this name, whatever is
         * said of one that is there: for a program that opens its sinks again while it runs, as for a new configuration.
         *
         * @return this
         */
        public Builder goesOn() {
            files = RecordedFiles.shared();
            return this;
        }

        /** Begins with what a process has written, and by another clock. */
        Builder process(RecordedFiles written, RecordingStream.Time clock) {
            files = written;
            time = clock;
            return this;
        }

        /**
         * Creates the sink, which opens nothing yet.
         *
         * @return the sink
         */
        public FileSink build() {
            return new FileSink(this);
        }
    }
}
