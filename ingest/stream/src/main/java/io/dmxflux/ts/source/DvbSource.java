// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookEntry;
import io.dmxflux.check.Check;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.flux.DmxEventLoop;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.PoolBook;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.EpollLoops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;

/**
 * A demux as a source: the kernel's own buffers, lent.
 * <pre>
 *   try (DvbSource source = DvbSource.open(new DmxDevicePath(0, 0), PesFilter.fullTs())) {
 *       source.buffers().transform(new AlignPackets()) ...
 * </pre>
 *
 * <p><b>Shape:</b> what the driver filled, up to the buffers' size; whole packets from the drivers that are known.
 * <p><b>Ownership, threading, demand, errors:</b> as {@link DmxFlux}, on the event loop given, or on the one that all
 * sockets share. While demand lags, the pool drops whole buffers and counts them.
 * <p><b>Losses:</b> each buffer carries the loss before it: exact for dropped buffers, as far as it can be known for losses
 * of the driver.
 */
public final class DvbSource implements Source {

    private final DmxBufferPool pool;
    private final PesFilter filter;
    private final DmxEventLoop loop;

    private DvbSource(DmxBufferPool pool, PesFilter filter, EventLoopGroup loops) {
        this.pool = pool;
        this.filter = filter;
        loop = new EpollDmxLoop(loops);
    }

    /**
     * Opens a demux by its path, memory-mapped where the kernel can, with buffers for a whole multiplex.
     *
     * @param path which demux
     * @param filter which packets to receive
     * @return the source, the caller's to close
     * @throws io.dmxflux.dmx.sys.ErrnoException if a call fails
     */
    public static DvbSource open(DmxDevicePath path, PesFilter filter) {
        return open(
                DmxSupport.open(Check.given(path, "path"), IoMode.AUTO),
                DmxBufferPoolConfig.builder().build(),
                Check.given(filter, "filter"));
    }

    /**
     * Negotiates a device's buffers, to be waited for in the event loop that all sockets share.
     *
     * @param device the device; the source's from here on, closed if this fails
     * @param config what to ask of it
     * @param filter which packets to receive
     * @return the source, the caller's to close
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static DvbSource open(DmxDevice device, DmxBufferPoolConfig config, PesFilter filter) {
        Check.given(filter, "filter");
        return open(device, config, filter, sharedLoops(Check.given(device, "device")));
    }

    private static EventLoopGroup sharedLoops(DmxDevice device) {
        try {
            return EpollLoops.shared();
        } catch (IllegalStateException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Negotiates a device's buffers.
     *
     * @param device the device; the source's from here on, closed if this fails
     * @param config what to ask of it
     * @param filter which packets to receive
     * @param loops epoll event loops, as {@link EpollLoops#create} makes them; every signal comes on one of them
     * @return the source, the caller's to close
     */
    public static DvbSource open(DmxDevice device, DmxBufferPoolConfig config, PesFilter filter, EventLoopGroup loops) {
        Check.given(filter, "filter");
        Check.given(loops, "loops");
        return new DvbSource(DmxBufferPool.negotiate(device, config), filter, loops);
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return DmxFlux.of(pool, filter, loop);
    }

    @Override
    public SourceStats stats() {
        PoolStats pooled = pool.stats();
        return new SourceStats(
                0,
                pooled.kernelGaps(),
                pooled.starvedNanos(),
                pooled.stalledNanos(),
                pooled.droppedBytes() / TsPacket.LENGTH);
    }

    @Override
    public SourceBook book() {
        PoolBook pooled = pool.book();
        return new SourceBook(
                pooled.received(),
                pooled.delivered(),
                pooled.dropped(),
                BookEntry.NONE,
                pooled.discarded(),
                pooled.filledBytes(),
                SourceLosses.ofKernel(pooled.gaps(), pooled.starvedNanos(), pooled.stalledNanos()));
    }

    /**
     * Returns the pool's own stats.
     *
     * @return the state of every buffer and the account of every byte, now
     */
    public PoolStats poolStats() {
        return pool.stats();
    }

    @Override
    public Optional<PoolStats> pool() {
        return Optional.of(poolStats());
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
