// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.StandbyRing;
import io.dmxflux.ts.log.TsChunk;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A stream that is owned, and whose place in the ring is looked for.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class OwnedStream implements AutoCloseable {

    /** How often a stream is looked at again that has not come as far as the log. */
    private static final long LOOK_TICKS = Pcr.TICKS_PER_SECOND / 10;

    /** How far behind the log a stream may be. */
    private static final long PATIENCE_TICKS = StandbyRing.LEAST.toSeconds() * Pcr.TICKS_PER_SECOND;

    private final KafkaLog.TakenOver taken;
    private long sinceTicks = Long.MIN_VALUE;
    private long lookTicks = Long.MIN_VALUE;

    OwnedStream(KafkaLog.TakenOver taken) {
        this.taken = taken;
    }

    KafkaLogWriter writer() {
        return taken.writer();
    }

    /** Returns what the log ends with. */
    List<TsChunk> tail() {
        return taken.tail().chunks();
    }

    /**
     * Makes what cuts chunks for the writer, which may be closed already, as its log is.
     *
     * @param refused told the bytes of packets that it does not take
     */
    ChunkCutter cutter(LongConsumer refused) {
        KafkaLogWriter writer = writer();
        return new ChunkCutter(writer.epoch(), writer.firstDatagram(), chunk -> {
            int bytes = chunk.payload().readableBytes();
            try {
                writer.append(chunk);
            } catch (IllegalStateException e) {
                refused.accept(bytes);
            }
        });
    }

    /** More has come: tells whether to look for the place now. */
    boolean isDue(long ticks) {
        if (ticks < lookTicks) {
            return false;
        }
        sinceTicks = sinceTicks == Long.MIN_VALUE ? ticks : sinceTicks;
        lookTicks = ticks + LOOK_TICKS;
        return true;
    }

    /** Tells whether so much has come since it was looked for first that the place is not to be found. */
    boolean isPastPatience(long ticks) {
        return ticks - sinceTicks >= PATIENCE_TICKS;
    }

    /** Drops the tail; the writer stays open. */
    @Override
    public void close() {
        taken.tail().close();
    }
}
