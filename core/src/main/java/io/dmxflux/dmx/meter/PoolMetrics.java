// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.meter;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.PoolStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * Meters of a pool: where each buffer is, and where each byte has gone.
 * <pre>
 *   new PoolMetrics(pool).bindTo(registry);
 * </pre>
 *
 * <p><b>Shape:</b> tag {@code device}, the pool's path.
 * <p><b>Ownership:</b> the registry keeps the pool only weakly.
 */
public final class PoolMetrics implements MeterBinder {

    /** What is measured. */
    public static final StatsMeters<PoolStats> METERS = meters();

    private final DmxBufferPool pool;

    /**
     * Meters of a pool.
     *
     * @param pool the pool
     */
    public PoolMetrics(DmxBufferPool pool) {
        this.pool = Check.given(pool, "pool");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        METERS.bind(registry, Tags.of("device", pool.path()), pool, DmxBufferPool::stats);
    }

    private static StatsMeters<PoolStats> meters() {
        return buffers(StatsMeters.none())
                .secondsNow(
                        "dmxflux.pool.oldest.lent",
                        "How long the buffer that was lent first has been out",
                        PoolStats::oldestLentNanos)
                .counter("dmxflux.pool.received", "bytes", "Bytes dequeued from the driver", PoolStats::receivedBytes)
                .counter(
                        "dmxflux.pool.fills", "buffers", "Buffers dequeued from the driver", PoolStats::receivedBuffers)
                .counter(
                        "dmxflux.pool.delivered", "bytes", "Bytes in buffers that were lent", PoolStats::deliveredBytes)
                .counter(
                        "dmxflux.pool.dropped",
                        "bytes",
                        "Bytes in buffers dropped by the overload policy",
                        PoolStats::droppedBytes)
                .counter(
                        "dmxflux.pool.discarded",
                        "bytes",
                        "Bytes that had arrived when a subscription ended, or before one began",
                        PoolStats::discardedBytes)
                .counter(
                        "dmxflux.pool.leaked",
                        "buffers",
                        "Lent buffers that became unreachable before their last release, and were requeued",
                        PoolStats::leakedBuffers)
                .counter(
                        "dmxflux.pool.overflows",
                        null,
                        "Times that the kernel said that its ring had overflowed (read() only)",
                        PoolStats::kernelOverflows)
                .counter(
                        "dmxflux.pool.kernel.gaps",
                        null,
                        "Buffers before which the driver has lost data, or may have",
                        PoolStats::kernelGaps)
                .seconds(
                        "dmxflux.pool.starved",
                        "Time in which the kernel certainly had no buffer to fill",
                        PoolStats::starvedNanos)
                .seconds(
                        "dmxflux.pool.stalled",
                        "Time in which the kernel may have had no buffer to fill, as the process came too late",
                        PoolStats::stalledNanos);
    }

    private static StatsMeters<PoolStats> buffers(StatsMeters<PoolStats> none) {
        StatsMeters<PoolStats> all = none;
        all = state(all, "idle", PoolStats::idle);
        all = state(all, "queued", PoolStats::queued);
        all = state(all, "filled", PoolStats::filled);
        all = state(all, "lent", PoolStats::lent);
        all = state(all, "refused", PoolStats::refused);
        return state(all, "retired", PoolStats::retired);
    }

    private static StatsMeters<PoolStats> state(
            StatsMeters<PoolStats> all, String state, ToDoubleFunction<PoolStats> value) {
        return all.gauge(
                "dmxflux.pool.buffers",
                "buffers",
                "Buffers by where they are: queued are with the kernel, filled wait, lent are with subscribers",
                value,
                "state",
                state);
    }
}
