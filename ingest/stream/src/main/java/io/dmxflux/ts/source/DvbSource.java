// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.flux.DmxEventLoop;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.EpollLoops;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;

/**
 * A demux as a source: the kernel's own buffers, lent.
 *
 * <p><b>Demand:</b> as {@link DmxFlux}; while it lags, the pool drops whole buffers and counts them.
 */
public final class DvbSource implements Source {

    private final DmxBufferPool pool;
    private final PesFilter filter;
    private final DmxEventLoop loop = new EpollDmxLoop(EpollLoops.shared());

    private DvbSource(DmxBufferPool pool, PesFilter filter) {
        this.pool = pool;
        this.filter = filter;
    }

    /**
     * Negotiates a device's buffers.
     *
     * @param device the device; the source's from here on, closed if this fails
     * @param config what to ask of it
     * @param filter which packets to receive
     * @return the source, the caller's to close
     */
    public static DvbSource open(DmxDevice device, DmxBufferPoolConfig config, PesFilter filter) {
        return new DvbSource(DmxBufferPool.negotiate(device, config), filter);
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return DmxFlux.of(pool, filter, loop);
    }

    @Override
    public SourceStats stats() {
        PoolStats metrics = pool.stats();
        return new SourceStats(
                0,
                metrics.kernelOverflows(),
                metrics.starvedNanos(),
                metrics.stalledNanos(),
                metrics.droppedBytes() / TsPacket.LENGTH);
    }

    /**
     * Returns the pool's own ledger.
     *
     * @return where every buffer is and every byte has gone, now
     */
    public PoolStats metrics() {
        return pool.stats();
    }

    @Override
    public String toString() {
        return pool.path() + ", " + pool.mode() + ", " + pool.negotiated();
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public CompletionStage<Void> whenClosed() {
        return pool.whenClosed();
    }
}
