// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogFeed;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Buffers of one stream on their way into a log: copies each in parts that have room there, with the times at which they came, and
 * counts what is taken.
 *
 * <p><b>Ownership:</b> a buffer is this queue's from {@link #add} on, until all of it is copied, or {@link #release}.
 * <p><b>Threading:</b> one thread, that of the sink.
 * <p><b>Errors:</b> those of the feed; what it did not take of a buffer stays, to be released.
 */
final class FeedQueue {

    /** What has room in the log where two chunks have. */
    private static final int PART_BYTES = 48 * 7 * TsPacket.LENGTH;

    private final LogFeed feed;
    private final FedBytes fed;
    private final ArrivalRuns runs;
    private final SendCounters counters;
    private final Loss.Reader losses = new Loss.Reader();
    private final Deque<ByteBuf> buffers = new ArrayDeque<>();

    /** How much of the first is copied: its own index is not touched, as a slice of it may be another's. */
    private int copiedBytes;

    private boolean begun;

    /** A queue that is empty; the runs are those of one stream after the other. */
    FeedQueue(LogFeed feed, FedBytes fed, ArrivalRuns runs, SendCounters counters) {
        this.feed = feed;
        this.fed = fed;
        this.runs = runs;
        this.counters = counters;
    }

    void add(ByteBuf buffer) {
        buffers.add(buffer);
    }

    boolean isEmpty() {
        return buffers.isEmpty();
    }

    /** Copies as much of the first buffer as there is room for; tells whether that was all of it, which is released then. */
    boolean copyFirst() {
        ByteBuf buffer = buffers.element();
        if (!copy(buffer)) {
            return false;
        }
        buffers.remove();
        begun = false;
        copiedBytes = 0;
        buffer.release();
        return true;
    }

    private boolean copy(ByteBuf buffer) {
        if (!begun) {
            begun = true;
            runs.begin(buffer);
            Loss loss = losses.next(buffer);
            if (loss != null) {
                feed.skip(Math.max(1, FedBytes.datagrams(loss.knownBytes())));
            }
        }
        int left = buffer.readableBytes() - copiedBytes;
        while (left > 0) {
            if (!feed.hasRoom()) {
                return false;
            }
            int run = Math.min(left, runs.left(copiedBytes));
            if (runs.beginsChunk()) {
                feed.flush();
            }
            if (!copy(buffer, Math.min(PART_BYTES, run))) {
                counters.closed(left);
                return true;
            }
            left = buffer.readableBytes() - copiedBytes;
        }
        return true;
    }

    /** Copies a part; tells whether it could, as the pool may have taken the buffer back. */
    private boolean copy(ByteBuf buffer, int bytes) {
        MemoryHold hold = MemoryHold.of(buffer);
        if (hold == null) {
            return false;
        }
        boolean added = false;
        try {
            feed.add(buffer.slice(buffer.readerIndex() + copiedBytes, bytes), runs.ticks(), runs.wallMillis());
            added = true;
        } finally {
            hold.letGo();
            int taken = added ? bytes : fed.of(bytes, counters.stats().bytes());
            copiedBytes += taken;
            counters.sent(0, taken);
        }
        return true;
    }

    /** Throws away what is not copied, and counts it as closed. */
    void release() {
        ByteBuf buffer;
        while ((buffer = buffers.poll()) != null) {
            counters.closed(buffer.readableBytes() - copiedBytes);
            copiedBytes = 0;
            buffer.release();
        }
    }
}
