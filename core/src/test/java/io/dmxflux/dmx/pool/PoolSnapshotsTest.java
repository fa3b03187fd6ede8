// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.Schedulers;

/** The figures of a pool add up at every moment, while buffers move as fast as they can. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class PoolSnapshotsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUFFERS = 20_000;
    private static final int NEGOTIATIONS = 2_000;

    private final AtomicBoolean over = new AtomicBoolean();

    @ParameterizedTest
    @EnumSource(OverloadPolicy.class)
    void everyBookAndAllStatsBalance(OverloadPolicy policy) throws Exception {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.builder()
                .bufferCount(8)
                .bufferSizeBytes(7 * 188)
                .overload(policy)
                .build();
        DmxBufferPool pool = DmxBufferPool.negotiate(
                SimulatedDmxDevice.playing(
                        Playback.ofSample().looped().unpaced().open()),
                config);
        CompletableFuture<?> books = CompletableFuture.runAsync(() -> readBooks(pool));
        CompletableFuture<?> stats = CompletableFuture.runAsync(() -> readStats(pool));
        for (int round = 0; round < 4; round++) { // also where a subscription begins and ends
            DmxFlux.of(pool, PesFilter.fullTs())
                    .take(BUFFERS / 8)
                    .doOnNext(ByteBuf::release)
                    .blockLast(PATIENCE);
            DmxFlux.of(pool, PesFilter.fullTs())
                    .emitOn(Schedulers.parallel())
                    .take(BUFFERS / 8)
                    .doOnNext(ByteBuf::release)
                    .blockLast(PATIENCE);
        }
        over.set(true);
        assertThat(books).succeedsWithin(PATIENCE);
        assertThat(stats).succeedsWithin(PATIENCE);
        pool.close();
        assertThat(pool.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
        assertBalanced(pool.book());
        assertThat(pool.book().filledBytes()).isZero();
    }

    /** A book may begin before a negotiation, and end after the first buffers of the next one. */
    @Test
    void everyBookAndAllStatsBalanceWhileThePoolIsNegotiatedAgain() throws Exception {
        DmxBufferPool pool = DmxBufferPool.negotiate(
                SimulatedDmxDevice.playing(
                        Playback.ofSample().looped().unpaced().open()),
                buffers(8));
        CompletableFuture<?> books = CompletableFuture.runAsync(() -> readBooks(pool));
        CompletableFuture<?> stats = CompletableFuture.runAsync(() -> readStats(pool));
        for (int round = 0; round < NEGOTIATIONS; round++) {
            DmxFlux.of(pool, PesFilter.fullTs())
                    .take(5)
                    .doOnNext(ByteBuf::release)
                    .blockLast(PATIENCE);
            pool.renegotiate(buffers(4 + round % 6));
        }
        over.set(true);
        assertThat(books).succeedsWithin(PATIENCE);
        assertThat(stats).succeedsWithin(PATIENCE);
        pool.close();
        assertBalanced(pool.book());
    }

    private static DmxBufferPoolConfig buffers(int count) {
        return DmxBufferPoolConfig.builder()
                .bufferCount(count)
                .bufferSizeBytes(7 * 188)
                .build();
    }

    private void readBooks(DmxBufferPool pool) {
        while (!over.get()) {
            assertBalanced(pool.book());
        }
    }

    private static void assertBalanced(PoolBook book) {
        assertThat(book.received().bytes())
                .as("%s", book)
                .isEqualTo(book.delivered().bytes()
                        + book.dropped().bytes()
                        + book.discarded().bytes()
                        + book.filledBytes());
    }

    private void readStats(DmxBufferPool pool) {
        while (!over.get()) {
            PoolStats stats = pool.stats();
            assertThat(stats.receivedBuffers())
                    .as("%s", stats)
                    .isEqualTo(stats.deliveredBuffers()
                            + stats.droppedBuffers()
                            + stats.discardedBuffers()
                            + stats.filled());
            assertThat(stats.idle()
                            + stats.queued()
                            + stats.filled()
                            + stats.lent()
                            + stats.refused()
                            + stats.retired())
                    .as("%s", stats)
                    .isEqualTo(stats.negotiated().count());
        }
    }
}
