// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DatagramBursts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link HostSink} has sent to one place after the other, and what was refused between them.
 *
 * <p><b>Threading:</b> {@link #refused} and {@link #moved} on any thread, all else guarded by the sink.
 */
final class PlaceBooks {

    private static final int DATAGRAM_BYTES = DatagramBursts.PACKETS_PER_DATAGRAM * TsPacket.LENGTH;

    private final SendCounters refused = new SendCounters();

    /** What the books of those that are closed have as closed. */
    private final SendCounters moved = new SendCounters();

    private SendStats before = new SendStats(0, 0, Map.of());
    private SinkBook bookBefore = SinkBook.NONE;

    /** The one before, whose last bytes its event loop may still be about to count. */
    private @Nullable Sink left;

    /** Bytes came while there was no place. */
    void refused(String reason, int bytes) {
        count(refused, reason, bytes);
    }

    /** Bytes were given to the sink of a place that was left before it had sent them. */
    void moved(int bytes) {
        count(moved, HostSink.MOVED, bytes);
    }

    private static void count(SendCounters counters, String reason, int bytes) {
        if (bytes > 0) {
            counters.queued(bytes);
            counters.taken(bytes);
            counters.failed(reason, DatagramBursts.divideUp(bytes, DATAGRAM_BYTES), bytes);
            counters.done();
        }
    }

    /**
     * Keeps what the sink of a place has sent.
     *
     * @param old a closed one
     * @param sent all that it sent
     */
    void left(Sink old, SendStats sent) {
        before = before.plus(sent);
        bookBefore = left == null ? bookBefore : bookBefore.plus(left.book());
        left = old;
    }

    /** Returns what was sent to all places, with that of the sink that is open, if there is one. */
    SendStats stats(@Nullable Sink open) {
        SendStats all = before.plus(refused.stats()).plus(moved.stats());
        return open == null ? all : all.plus(open.stats());
    }

    /** Returns the books of all places, with that of the sink that is open, if there is one. */
    SinkBook book(@Nullable Sink open) {
        SinkBook all = bookBefore.plus(refused.book());
        all = left == null ? all : all.plus(left.book());
        return open == null ? all : all.plus(open.book());
    }
}
