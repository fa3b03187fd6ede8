// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.RelayEvent;
import io.dmxflux.ts.relay.RelayListener;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.PrintWriter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes lines for people on a thread of its own: whoever has something to tell is often the event loop of all streams, and
 * a terminal that is paused, or a pipe that nobody reads, must not stop those. What does not fit any more is counted and
 * told of.
 */
final class Messages implements RelayListener, AutoCloseable {

    private static final int MOST_WAITING = 1_000;
    private static final int PATIENCE_SECONDS = 2;

    private final PrintWriter out;
    private final AtomicLong lost = new AtomicLong();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            new DefaultThreadFactory("dmxflux-messages", true),
            (line, full) -> lost.incrementAndGet());

    Messages(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onEvent(RelayEvent event) {
        EventText.lines(event).forEach(this::tell);
    }

    /** Takes a line, without waiting for it to be written. */
    void tell(String line) {
        thread.execute(() -> write(line));
    }

    private void write(String line) {
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            out.println("(" + missing + " lines are missing here, as nobody read them)");
        }
        out.println(line);
        out.flush();
    }

    /** Takes nothing more, and waits until everything is written, but not for ever. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
