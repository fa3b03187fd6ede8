// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.hls.MediaPlaylist;
import io.dmxflux.ts.hls.MediaSegment;
import io.dmxflux.ts.hls.SegmentWindow;
import io.dmxflux.ts.hls.Segmenter;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The segments of one service, for as long as somebody asks for them.
 *
 * <p><b>Threading:</b> written on its own thread, read on any.
 */
final class LiveSegments implements Reader {

    private final EventExecutor thread;
    private final SegmentWindow window;
    private final Segmenter segmenter;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private boolean closed;
    private volatile long next;
    private volatile long discontinuities;

    /**
     * Nothing yet.
     *
     * @param thread to write on
     * @param mostBytes what segments may have
     * @param sequence the number of the first segment
     * @param discontinuities how many there were before
     * @param isDiscontinuous whether there were segments before
     */
    LiveSegments(EventExecutor thread, long mostBytes, long sequence, long discontinuities, boolean isDiscontinuous) {
        this.thread = thread;
        this.next = sequence;
        this.discontinuities = discontinuities;
        this.window = new SegmentWindow(sequence, mostBytes);
        this.segmenter = new Segmenter(sequence, discontinuities, isDiscontinuous, InstantSource.system(), this::add);
    }

    private void add(MediaSegment segment) {
        next = segment.sequence() + 1;
        discontinuities = segment.discontinuities();
        window.add(segment);
        begun.complete(null);
    }

    /** Completes when there is something to play. */
    CompletableFuture<Void> begun() {
        return begun;
    }

    MediaPlaylist playlist() {
        return window.playlist();
    }

    Optional<ByteBuf> data(long sequence) {
        return window.data(sequence);
    }

    /** Returns the number of the next segment. */
    long next() {
        return next;
    }

    long discontinuities() {
        return discontinuities;
    }

    /** Returns what its segments have. */
    long heldBytes() {
        return window.heldBytes();
    }

    @Override
    public EventExecutor executor() {
        return thread;
    }

    @Override
    public void begin(List<ByteBuf> first) {
        for (ByteBuf batch : first) {
            take(batch);
            batch.release();
        }
    }

    @Override
    public void take(ByteBuf batch) {
        segmenter.add(batch);
    }

    @Override
    public boolean hasLeft() {
        return closed;
    }

    @Override
    public void missed(long bytes) {
        segmenter.interrupt();
    }

    @Override
    public void interrupted() {
        segmenter.interrupt();
    }

    @Override
    public void end() {
        window.end();
        begun.complete(null);
    }

    /** Lets go of all segments; on its thread, after it has left. */
    void close() {
        closed = true;
        segmenter.close();
        window.close();
        begun.complete(null);
    }
}
