// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A transport stream from a file, as a {@code Flux<ByteBuf>}.
 *
 * <p><b>Shape:</b> whole packets of 188 bytes, in whole datagrams of 1316: 64 484 bytes at most. The last buffer may be shorter. The file may hold packets every 188, 192 or 204 bytes, and garbage between them,
 * which is left out.
 * <p><b>Ownership:</b> a buffer, pooled and direct, is the subscriber's from {@code onNext} on.
 * <p><b>Threading:</b> a subscription reads, waits and emits on its own thread.
 * <p><b>Demand:</b> nothing is read without demand. A paced file that was held up catches up as fast as it is asked to.
 * <p><b>Holds:</b> the buffer that is being filled.
 * <p><b>Discard:</b> the buffer that is being filled is released on cancel and on error.
 * <p><b>Errors:</b> {@code onError} with an {@link IllegalArgumentException} of one line if the file is missing,
 * unreadable, not a transport stream or, paced, has no PCR; with an {@link java.io.UncheckedIOException} if reading it
 * fails.
 */
public final class FileSource implements Source {

    /**
     * The longest stretch of stream in one buffer, unless said otherwise. That is one wake-up for 14 datagrams at 38 Mbit/s,
     * and far below the 20 ms that receivers take for jitter; one datagram alone is 4 ms at 2.6 Mbit/s.
     */
    public static final Duration DEFAULT_LONGEST = Duration.ofMillis(4);

    private final Path file;
    private final Playback playback;
    private final Duration longest;

    private FileSource(Path file, Playback playback, Duration longest) {
        this.file = file;
        this.playback = playback;
        this.longest = longest;
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
     * Reads a file at the pace of its PCRs, in buffers for somebody who spreads them again.
     *
     * @param file opened at every subscription
     * @param longest how much of the stream a buffer may have, up to 64 484 bytes
     * @return its packets once, in buffers that are emitted when their last packet is due
     */
    public static FileSource paced(Path file, Duration longest) {
        return new FileSource(file, Playback.ofFile(file), longest);
    }

    /**
     * Reads a file as fast as it is asked to.
     *
     * @param file opened at every subscription
     * @return its packets once
     */
    public static FileSource fast(Path file) {
        return new FileSource(file, Playback.ofFile(file).unpaced(), DEFAULT_LONGEST);
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return play(playback, WallClock.SYSTEM, longest);
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

    static Flux<ByteBuf> play(Playback playback, WallClock clock, Duration longest) {
        Flux<ByteBuf> buffers = Flux.generate(
                () -> new BufferReader(playback.open(), clock, longest.toNanos()),
                BufferReader::next,
                BufferReader::close);
        return Flux.using(FileSource::thread, buffers::subscribeOn, Scheduler::dispose, false);
    }

    private static Scheduler thread() {
        return Schedulers.newSingle(new DefaultThreadFactory("dmxflux-file", true));
    }
}
