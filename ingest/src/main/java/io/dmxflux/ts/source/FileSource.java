// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
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

    private final Path file;
    private final Playback playback;
    private final WallClock clock;

    private FileSource(Path file, Playback playback, WallClock clock) {
        this.file = file;
        this.playback = playback;
        this.clock = clock;
    }

    /**
     * Reads a file at the pace of its PCRs.
     *
     * @param file opened at every subscription
     * @return its packets once, in buffers of a few milliseconds that are emitted when their last packet is due
     */
    public static FileSource paced(Path file) {
        return new FileSource(file, Playback.ofFile(file), WallClock.SYSTEM);
    }

    /**
     * Reads a file as fast as it is asked to.
     *
     * @param file opened at every subscription
     * @return its packets once
     */
    public static FileSource fast(Path file) {
        return new FileSource(file, Playback.ofFile(file).unpaced(), WallClock.SYSTEM);
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return play(playback, clock);
    }

    /** A file waits for whoever reads it: nothing is lost. */
    @Override
    public SourceLosses losses() {
        return SourceLosses.NONE;
    }

    @Override
    public String toString() {
        return "file:" + file;
    }

    static Flux<ByteBuf> play(Playback playback, WallClock clock) {
        Flux<ByteBuf> buffers =
                Flux.generate(() -> new BufferReader(playback.open(), clock), BufferReader::next, BufferReader::close);
        return Flux.using(FileSource::thread, buffers::subscribeOn, Scheduler::dispose, false);
    }

    private static Scheduler thread() {
        return Schedulers.newSingle(new DefaultThreadFactory("dmxflux-file", true));
    }
}
