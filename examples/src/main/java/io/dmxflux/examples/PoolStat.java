// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.PoolStats;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/** Tells where a pool's buffers are and what was lost, at regular intervals: what to look at when packets are missing. */
public final class PoolStat {

    private PoolStat() {}

    static Flux<String> lines(DmxBufferPool pool, Duration every) {
        return Flux.interval(every).map(tick -> line(pool.stats()));
    }

    static String line(PoolStats metrics) {
        return "kernel " + metrics.queued() + "  waiting " + metrics.filled() + "  lent " + metrics.lent()
                + "  received "
                + metrics.receivedBytes() + " B  dropped " + metrics.droppedBytes() + " B  overflows "
                + metrics.kernelOverflows() + "  starved " + TimeUnit.NANOSECONDS.toMillis(metrics.starvedNanos())
                + " ms";
    }
}
