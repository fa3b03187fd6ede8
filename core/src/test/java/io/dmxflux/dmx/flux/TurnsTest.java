// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.WatchedDevice;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;

/** Subscriptions that queue up behind one that is cancelled and has not ended. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class TurnsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PATH = "sim:turns";

    private final AtomicInteger starts = new AtomicInteger();
    private final SimulatedDmxDevice device = SimulatedDmxDevice.builder()
            .name("turns")
            .feed(CountedFeed.endless(0x100))
            .build();
    private final DmxBufferPool pool = DmxBufferPool.negotiate(
            WatchedDevice.of(device, call -> {
                if (call.equals("start")) {
                    starts.incrementAndGet();
                }
            }),
            DmxBufferPoolConfig.builder()
                    .bufferCount(4)
                    .bufferSizeBytes(FedPool.BUFFER_BYTES)
                    .reserve(1)
                    .overload(OverloadPolicy.HOLD)
                    .build());
    private final DmxFlux flux = DmxFlux.of(pool, PesFilter.fullTs());
    private final CountDownLatch inOnNext = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Subscribes with a subscriber that stays in its first onNext until it is let go, and cancels. */
    private void subscribeBlockAndCancel() throws InterruptedException {
        Disposable first = flux.subscribe(buffer -> {
            buffer.release();
            inOnNext.countDown();
            await(goOn);
        });
        await(inOnNext);
        first.dispose();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dmxflux-" + PATH))
                .count();
    }

    private void closeInBalance() {
        assertThat(pool.close(PATIENCE)).isEmpty();
        assertThat(device.isClosed()).isTrue();
        FedPool.assertBalanced(pool.stats());
        PollThreads.join(PATH);
    }

    @Test
    void oneCancelledBeforeItsTurnNeedsNoThreadAndStartsNoFilter() throws Exception {
        subscribeBlockAndCancel();
        for (int turn = 0; turn < 200; turn++) {
            flux.subscribe(ByteBuf::release).dispose();
        }
        assertThat(threads()).isEqualTo(1);
        CountDownLatch received = new CountDownLatch(1);
        Disposable last = flux.subscribe(buffer -> {
            buffer.release();
            received.countDown();
        });
        assertThat(threads()).as("it has not its turn yet").isEqualTo(1);
        goOn.countDown();
        await(received);
        last.dispose();
        assertThat(starts).as("the first one's and the last one's").hasValue(2);
        closeInBalance();
    }

    @Test
    void aPoolClosesWhenItsOnlyWaitersAreCancelled() throws Exception {
        subscribeBlockAndCancel();
        flux.subscribe(ByteBuf::release).dispose();
        pool.close();
        assertThat(device.isClosed()).as("the first is in onNext").isFalse();
        goOn.countDown();
        closeInBalance();
    }

    @Test
    void oneThatWaitsWhenThePoolIsClosedIsCompleted() throws Exception {
        subscribeBlockAndCancel();
        CountDownLatch completed = new CountDownLatch(1);
        flux.subscribe(ByteBuf::release, failure -> {}, completed::countDown);
        pool.close();
        goOn.countDown();
        await(completed);
        assertThat(starts).hasValue(1);
        closeInBalance();
    }

    @Test
    void renegotiatingWaitsForTheFirstBehindWhichAllAreCancelled() throws Exception {
        subscribeBlockAndCancel();
        flux.subscribe(ByteBuf::release).dispose();
        Thread letGo = new Thread(goOn::countDown);
        letGo.start();
        pool.renegotiate(DmxBufferPoolConfig.builder()
                .bufferCount(6)
                .bufferSizeBytes(FedPool.BUFFER_BYTES)
                .build());
        letGo.join();
        assertThat(pool.negotiated().count()).isEqualTo(6);
        closeInBalance();
    }
}
