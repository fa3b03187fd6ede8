// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.relay.LiveServices;
import io.dmxflux.ts.relay.WatchedStream;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service that is watched, or was: its one output, and all who read it.
 *
 * <p><b>Threading:</b> any thread; {@link #open}, {@link #look} and {@link #close} on any but an event loop's.
 */
final class WatchedService {

    /** What has come within that is there again. */
    private static final Duration RETURN = Duration.ofSeconds(1);

    private static final int SECONDS_OF_A_NUMBER = 2;

    private final ServicePath path;
    private final LiveServices live;
    private final ViewerLimits limits;
    private final EventExecutor segmenting;
    private final Fanout fanout = new Fanout();
    private final ViewerAccounts accounts = new ViewerAccounts();

    private @Nullable WatchedStream stream;
    private long usedNanos = System.nanoTime();
    private boolean isClosed;

    // -- HTTP Live Streaming
    private @Nullable LiveSegments segments;
    private long askedNanos;

    private final Players players = new Players();
    private long nextSequence;
    private long discontinuities;

    WatchedService(ServicePath path, LiveServices live, ViewerLimits limits, EventExecutor segmenting) {
        this.path = path;
        this.live = live;
        this.limits = limits;
        this.segmenting = segmenting;
    }

    ServicePath path() {
        return path;
    }

    /** Opens the output if there is none; false if its input does not run. */
    synchronized boolean open() {
        usedNanos = System.nanoTime();
        if (!isClosed && (stream == null || stream.hasEnded())) {
            attach();
        }
        return stream != null;
    }

    private void attach() {
        detach();
        fanout.interrupt();
        stream = live.watch(path, () -> new FanoutSink(fanout)).orElse(null);
    }

    private void detach() {
        WatchedStream before = stream;
        stream = null;
        if (before != null) {
            before.close();
        }
    }

    /** Adds a viewer on a connection; it leaves with its subscription. */
    Viewer join(Channel connection) {
        accounts.joined();
        Viewer viewer = new Viewer(connection, limits, accounts, this::leave);
        fanout.join(viewer);
        return viewer;
    }

    private void leave(Viewer viewer) {
        accounts.left();
        fanout.leave(viewer);
    }

    int viewers() {
        return accounts.viewers();
    }

    /** Notes that a player asks, and returns the segments, which begin with the first one that does. */
    synchronized LiveSegments segments(String player) {
        askedNanos = System.nanoTime();
        players.ask(player);
        if (segments != null && segments.playlist().hasEnded() && fanout.silentNanos() < RETURN.toNanos()) {
            endSegments(); // it is back; who has read that it has ended may ask on for ever
        }
        LiveSegments running = segments;
        if (running == null) {
            long sequence = Math.max(nextSequence, Instant.now().getEpochSecond() / SECONDS_OF_A_NUMBER);
            running = new LiveSegments(segmenting, limits.segmentBytes(), sequence, discontinuities, nextSequence > 0);
            if (isClosed) { // who asks as all ends has nothing to play
                running.end();
                return running;
            }
            segments = running;
            fanout.join(running);
        }
        return running;
    }

    synchronized boolean isPlayed() {
        return segments != null;
    }

    /** Returns the segments if there are any, and notes that somebody asks. */
    synchronized Optional<LiveSegments> running() {
        askedNanos = System.nanoTime();
        return Optional.ofNullable(segments);
    }

    /** Does what time asks for: opens the output again, or closes it. */
    synchronized void look() {
        long now = System.nanoTime();
        if (segments != null && now - askedNanos > limits.pause().toNanos()) {
            endSegments();
        }
        if (fanout.hasReaders()) {
            usedNanos = now;
            if (!isClosed && (stream == null || stream.hasEnded())) {
                attachAgain();
            }
            if (fanout.silentNanos() > limits.patience().toNanos()) {
                fanout.end();
            }
        } else if (stream != null && now - usedNanos > limits.linger().toNanos()) {
            detach();
            fanout.clear();
        }
    }

    /** Without a stream, for as long as there is none, viewers lose their patience. */
    private void attachAgain() {
        detach();
        Optional<WatchedStream> next = live.watch(path, () -> new FanoutSink(fanout));
        if (next.isPresent()) {
            fanout.interrupt();
            stream = next.get();
        }
    }

    private void endSegments() {
        LiveSegments ending = segments;
        segments = null;
        if (ending != null) {
            nextSequence = ending.next();
            discontinuities = ending.discontinuities();
            segmenting.execute(() -> {
                fanout.leave(ending);
                ending.close();
            });
        }
    }

    /** Returns what has become of what came for its viewers. */
    synchronized ViewerBook book() {
        return accounts.book(players.count(limits.pause()));
    }

    /** Ends viewers and output. */
    synchronized void close() {
        isClosed = true;
        endSegments();
        fanout.end();
        detach();
        fanout.close();
    }
}
