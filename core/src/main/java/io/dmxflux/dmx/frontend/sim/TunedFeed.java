// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.recording.StreamFeed;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend receives, for a demux: the stream of the transponder that it is locked to, and nothing without a lock. A
 * stream goes on while nobody receives it.
 *
 * <p><b>Units:</b> the reader's time, in which a stream begins when it is first received.
 */
final class TunedFeed implements StreamFeed {

    /** How soon a lock is noticed. */
    private static final long LOOK_NANOS = 4_000_000;

    private static final int SKIPPED_BYTES = 348 * 188;

    private final Supplier<@Nullable Transponder> received;
    private final Map<Transponder, Playing> playing = new HashMap<>();
    private final ByteBuffer skipped = ByteBuffer.allocateDirect(SKIPPED_BYTES);
    private @Nullable Playing current;
    private long lastNanos;
    private boolean closed;

    private record Playing(StreamFeed feed, long beginNanos) {}

    TunedFeed(Supplier<@Nullable Transponder> received) {
        this.received = received;
    }

    @Override
    public boolean isPaced() {
        return true;
    }

    @Override
    public long dueNanos() {
        Playing now = current;
        if (now == null) {
            return lastNanos + LOOK_NANOS;
        }
        long due = now.feed.dueNanos();
        return due == Long.MAX_VALUE ? lastNanos + LOOK_NANOS : Math.min(lastNanos + LOOK_NANOS, due + now.beginNanos);
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        lastNanos = untilNanos;
        Transponder transponder = closed ? null : received.get();
        if (transponder == null) {
            current = null;
            return 0;
        }
        Playing now = playing.computeIfAbsent(
                transponder, found -> new Playing(found.stream().get(), untilNanos));
        if (now != current) {
            skip(now, untilNanos);
            current = now;
        }
        return Math.max(0, now.feed.read(target, untilNanos - now.beginNanos));
    }

    /** Passes over what came while nobody received it. */
    private void skip(Playing now, long untilNanos) {
        while (now.feed.read(skipped.clear(), untilNanos - now.beginNanos) > 0) {
            // until the present
        }
    }

    @Override
    public void close() {
        closed = true;
        current = null;
        playing.values().forEach(stream -> stream.feed.close());
        playing.clear();
    }
}
