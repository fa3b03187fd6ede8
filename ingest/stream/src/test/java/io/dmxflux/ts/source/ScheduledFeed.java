// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.recording.StreamFeed;
import java.nio.ByteBuffer;

/** A feed of numbered packets that are due at given moments; it fails where one is due at a negative moment. */
final class ScheduledFeed implements StreamFeed {

    private final long[] dueNanos;
    private int next;
    private boolean closed;

    ScheduledFeed(long... dueNanos) {
        this.dueNanos = dueNanos;
    }

    @Override
    public boolean isPaced() {
        return true;
    }

    @Override
    public long dueNanos() {
        return next < dueNanos.length ? dueNanos[next] : Long.MAX_VALUE;
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        int start = target.position();
        while (next < dueNanos.length && dueNanos[next] <= untilNanos && target.remaining() >= 188) {
            if (dueNanos[next] < 0) {
                throw new IllegalStateException("packet " + next + " is unreadable");
            }
            target.putInt(next++).position(target.position() + 184);
        }
        int read = target.position() - start;
        return read == 0 && next == dueNanos.length ? END : read;
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
