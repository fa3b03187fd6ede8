// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A transport stream from a file: its packets at the pace of their PCRs or as fast as they are requested, or its raw bytes.
 *
 * <p><b>Shape:</b> whole packets of 188 bytes, in whole datagrams of 1316: 64 484 bytes at most, 257 936 in bulk. The last
 * buffer may be shorter. The file may hold packets every 188, 192 or 204 bytes, and garbage between them, which is skipped. A
 * raw source skips nothing: its buffers are {@value RawReader#BUFFER_BYTES} bytes, a multiple of 188.
 * <p><b>Ownership:</b> a buffer, pooled and direct, is the subscriber's from {@code onNext} on.
 * <p><b>Threading:</b> a subscription reads, waits and emits on its own thread; a raw one on the thread that requests.
 * <p><b>Demand:</b> nothing is read without demand. A paced file that was held up for more than a tenth of a
 * second goes on from there at its pace; less is made up for.
 * <p><b>Holds:</b> the buffer that is being filled.
 * <p><b>Discard:</b> the buffer that is being filled is released on cancel and on error.
 * <p><b>Losses:</b> none; a file waits for its subscriber. A file that grows is read up to where it ended when it was opened; a raw
 * one, to where it ends.
 * <p><b>End:</b> completes at the end of the file, or when the source is closed.
 * <p><b>Errors:</b> {@code onError} with an {@link IllegalArgumentException} of one line if the file is missing,
 * unreadable, not a transport stream (a raw source takes any) or, paced, has no PCR; with an
 * {@link java.io.UncheckedIOException} if reading it fails, behind the last packet of a file that has become shorter meanwhile, or
 * if the thread that reads is interrupted before the end. The interrupt flag stays set; what was being read is counted as
 * closed.
 */
public final class FileSource implements Source {

    /**
     * The default for the longest stretch of stream in one buffer. That is one wake-up for 14 datagrams at 38 Mbit/s, and
     * far below the 20 ms of jitter that receivers tolerate; a single datagram is 4 ms at 2.6 Mbit/s.
     */
    public static final Duration DEFAULT_LONGEST = Duration.ofMillis(4);

    private final String name;
    private final FileAccounts accounts = new FileAccounts();
    private final ClosableStream stream;
    private final Flux<ByteBuf> buffers;

    private FileSource(Path file, BiFunction<FileAccounts, ClosableStream, Flux<ByteBuf>> opened) {
        name = "file:" + file;
        stream = new ClosableStream(name, accounts);
        buffers = stream.admit(opened.apply(accounts, stream));
    }

    private static FileSource of(Path file, Playback playback, Duration longest, int mostBytes) {
        return new FileSource(
                file,
                (accounts, stream) -> play(playback, BufferReader.Clock.SYSTEM, longest, mostBytes, accounts, stream));
    }

    /**
     * Reads a file at the pace of its PCRs.
     *
     * @param file opened at every subscription
     * @return its packets once, in buffers of a few milliseconds that are emitted when their last packet is due
     */
    public static FileSource paced(Path file) {
        return paced(file, DEFAULT_LONGEST);
    }

    /**
     * Reads a file at the pace of its PCRs, in longer buffers for a subscriber that paces them again.
     *
     * @param file opened at every subscription
     * @param longest how much of the stream a buffer may have, up to 64 484 bytes
     * @return its packets once, in buffers that are emitted when their last packet is due
     * @throws IllegalArgumentException if {@code longest} is negative
     */
    public static FileSource paced(Path file, Duration longest) {
        Check.argument(!Check.given(longest, "longest").isNegative(), "longest", longest, "not negative");
        return of(file, Playback.ofFile(file), longest, BufferReader.MOST_BYTES);
    }

    /**
     * Reads a file as fast as buffers are requested.
     *
     * @param file opened at every subscription
     * @return its packets once
     */
    public static FileSource fast(Path file) {
        return of(file, Playback.ofFile(file).unpaced(), DEFAULT_LONGEST, BufferReader.MOST_BYTES);
    }

    /**
     * Reads a file as fast as buffers are requested, in longer buffers, for a subscriber that hands on all of it. Others want
     * shorter ones: who repeats something by the stream's time, as a splitter does tables, can do so once in a buffer.
     *
     * @param file opened at every subscription
     * @return its packets once
     */
    public static FileSource bulk(Path file) {
        return of(file, Playback.ofFile(file).unpaced(), DEFAULT_LONGEST, BufferReader.BULK_BYTES);
    }

    /**
     * Reads the raw bytes of a file as fast as buffers are requested: for an analysis of the errors that the other sources
     * skip.
     *
     * @param file opened at every subscription
     * @return its bytes once
     */
    public static FileSource raw(Path file) {
        Check.given(file, "file");
        return new FileSource(
                file,
                (accounts, stream) -> Flux.generate(
                        () -> stream.open(() -> RawReader.open(file, accounts)), RawReader::next, reader -> {
                            try {
                                reader.close();
                            } finally {
                                stream.released();
                            }
                        }));
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return buffers;
    }

    @Override
    public long skippedBytes() {
        return accounts.skippedBytes();
    }

    @Override
    public SourceBook book() {
        return accounts.book();
    }

    @Override
    public SourceStats stats() {
        return SourceStats.NONE;
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public CompletionStage<Void> whenClosed() {
        return stream.whenClosed();
    }

    static Flux<ByteBuf> play(Playback playback, BufferReader.Clock clock, Duration longest) {
        FileAccounts accounts = new FileAccounts();
        ClosableStream stream = new ClosableStream("playback", accounts);
        return stream.admit(play(playback, clock, longest, BufferReader.MOST_BYTES, accounts, stream));
    }

    static Flux<ByteBuf> play(
            Playback playback,
            BufferReader.Clock clock,
            Duration longest,
            int mostBytes,
            FileAccounts accounts,
            ClosableStream stream) {
        long longestNanos = Math.min(Check.nanos(longest, "longest"), TimeUnit.DAYS.toNanos(1));
        Flux<ByteBuf> buffers = Flux.generate(
                () -> stream.open(() ->
                        new BufferReader(stream.name(), playback.open(), clock, longestNanos, mostBytes, accounts)),
                BufferReader::next,
                reader -> {
                    reader.close();
                    stream.released();
                });
        return Flux.using(FileSource::thread, buffers::subscribeOn, Scheduler::dispose, false);
    }

    private static Scheduler thread() {
        return Schedulers.newSingle(new DefaultThreadFactory("dmxflux-file", true));
    }
}
