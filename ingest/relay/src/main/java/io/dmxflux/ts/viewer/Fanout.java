// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.hls.LastPoint;
import io.dmxflux.ts.hls.Segmenter;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hands the batches of one service to all who read it.
 *
 * <p><b>Ownership:</b> keeps what has come since the last point, until {@link #clear}.
 * <p><b>Threading:</b> {@link #add} on the thread that splits the multiplex, everything else on any. Batches are handed over
 * without the lock, and have numbers: who joins is told the number of the first that is not in its beginning.
 */
final class Fanout {

    /** Points are no further apart than segments are long. */
    private static final Duration LONGEST_WAIT = Segmenter.TARGET;

    private final LastPoint lastPoint = new LastPoint();

    /** Readers that wait for the first point, and since when. */
    private final List<Reader> waiting = new ArrayList<>();

    private long waitingNanos;
    private boolean closed;
    private final Map<EventExecutor, Audience> audiences = new HashMap<>();
    private final Map<EventExecutor, Integer> readers = new HashMap<>();
    private volatile Audience[] all = {};

    /** The number of the batch that comes next. */
    private long next;

    private volatile long lastNanos = System.nanoTime();

    /** Takes a batch; the caller keeps its own reference. */
    void add(ByteBuf batch) {
        lastNanos = System.nanoTime();
        Audience[] now;
        long number;
        synchronized (this) {
            if (closed) {
                return;
            }
            lastPoint.add(batch);
            number = next++;
            if (!waiting.isEmpty() && mayBegin()) {
                waiting.forEach(this::seat);
                waiting.clear();
            }
            now = all;
        }
        for (Audience audience : now) {
            audience.deliver(batch, number);
        }
    }

    /** Adds a reader, which begins at a point, or, if none comes for seconds, at any place. */
    synchronized void join(Reader reader) {
        readers.merge(reader.executor(), 1, Integer::sum);
        if (waiting.isEmpty()) {
            waitingNanos = System.nanoTime();
        }
        if (lastPoint.hasPoint()) {
            seat(reader);
        } else {
            waiting.add(reader);
        }
    }

    private boolean mayBegin() {
        return lastPoint.hasPoint() || System.nanoTime() - waitingNanos > LONGEST_WAIT.toNanos();
    }

    private void seat(Reader reader) {
        Audience audience = audiences.computeIfAbsent(reader.executor(), Audience::new);
        all = audiences.values().toArray(Audience[]::new);
        audience.join(reader, next, lastPoint.lead());
    }

    /** Removes a reader, once; on its thread. */
    synchronized void leave(Reader reader) {
        EventExecutor thread = reader.executor();
        Audience audience = audiences.get(thread);
        if (!waiting.remove(reader) && audience != null) {
            audience.leave(reader);
        }
        if (readers.merge(thread, -1, Integer::sum) == 0) {
            readers.remove(thread);
            audiences.remove(thread);
            all = audiences.values().toArray(Audience[]::new);
        }
    }

    synchronized boolean hasReaders() {
        return !readers.isEmpty();
    }

    /** Returns how long nothing has come. */
    long silentNanos() {
        return System.nanoTime() - lastNanos;
    }

    /** What comes from here on does not follow on what has come. */
    void interrupt() {
        lastNanos = System.nanoTime();
        clear();
        tell(Reader::interrupted);
    }

    /** The service has left for good. */
    void end() {
        synchronized (this) {
            waiting.forEach(this::seat);
            waiting.clear();
        }
        tell(Reader::end);
    }

    private void tell(Consumer<Reader> what) {
        for (Audience audience : all) {
            audience.tell(what);
        }
    }

    /** Takes nothing any more. */
    synchronized void close() {
        closed = true;
        clear();
    }

    /** Lets go of what has come. */
    synchronized void clear() {
        lastPoint.clear();
    }
}
