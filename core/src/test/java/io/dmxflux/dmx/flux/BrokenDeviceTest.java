// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.WatchedDevice;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.util.context.Context;

/** Devices that throw what no driver returns, or are closed under their pool: each subscriber has its end, and each byte is counted. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class BrokenDeviceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SimulatedDmxDevice device =
            SimulatedDmxDevice.playing(Playback.ofSample().looped().open());

    private static DmxBufferPoolConfig config() {
        return DmxBufferPoolConfig.builder()
                .bufferCount(8)
                .bufferSizeBytes(10 * DmxBufferPoolConfig.DATAGRAM_BYTES)
                .events(event -> {})
                .build();
    }

    private DmxBufferPool failingAtStop() {
        return DmxBufferPool.negotiate(
                WatchedDevice.of(device, call -> {
                    if (call.equals("stop")) {
                        throw new IllegalStateException("no stop");
                    }
                }),
                config());
    }

    private static String ended(CompletableFuture<String> end) throws Exception {
        return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static CompletableFuture<String> subscribe(DmxBufferPool pool, CompletableFuture<?> received) {
        CompletableFuture<String> end = new CompletableFuture<>();
        DmxFlux.of(pool, PesFilter.fullTs())
                .subscribe(
                        buffer -> {
                            buffer.release();
                            received.complete(null);
                        },
                        failure -> end.complete(String.valueOf(failure.getMessage())),
                        () -> end.complete("complete"));
        return end;
    }

    private void assertAllOver(DmxBufferPool pool) throws Exception {
        pool.whenClosed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        PoolStats stats = pool.stats();
        assertThat(device.isClosed()).isTrue();
        assertThat(device.isMapped()).isFalse();
        assertThat(stats.filled()).isZero();
        assertThat(stats.receivedBytes())
                .isEqualTo(stats.deliveredBytes() + stats.droppedBytes() + stats.discardedBytes());
    }

    @Test
    void aStopThatFailsEndsTheSubscriberOfAPoolThatIsClosed() throws Exception {
        DmxBufferPool pool = failingAtStop();
        CompletableFuture<Void> received = new CompletableFuture<>();
        CompletableFuture<String> end = subscribe(pool, received);
        received.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        pool.close();
        assertThat(ended(end)).isEqualTo("no stop");
        assertAllOver(pool);
    }

    @Test
    void aStopThatFailsAfterACancelIsToldTheHook() throws Exception {
        List<String> dropped = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(error -> dropped.add(String.valueOf(error.getMessage())));
        try {
            DmxBufferPool pool = failingAtStop();
            DmxFlux.of(pool, PesFilter.fullTs())
                    .take(2)
                    .doOnNext(ByteBuf::release)
                    .blockLast(PATIENCE);
            pool.close();
            assertAllOver(pool);
            await().atMost(PATIENCE).until(() -> dropped.contains("no stop"));
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    /** A cancel that comes while the filter is being set, which the driver then refuses: nobody is left to tell. */
    @Test
    void whatTheDriverRefusesAfterACancelIsNotTold() throws Exception {
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Consumer<Throwable> hook = dropped::add;
        CompletableFuture<Disposable> subscribed = new CompletableFuture<>();
        DmxBufferPool pool = DmxBufferPool.negotiate(
                WatchedDevice.of(device, call -> {
                    if (call.equals("setPesFilter")) {
                        subscribed.join().dispose();
                        throw new ErrnoException("DMX_SET_PES_FILTER", "sim:", Errno.EINVAL, Cure.DEMUX);
                    }
                }),
                config());
        Disposable subscription = DmxFlux.of(pool, PesFilter.fullTs())
                .contextWrite(Context.of("reactor.onErrorDropped.local", hook))
                .subscribe(ByteBuf::release);
        subscribed.complete(subscription);
        await().atMost(PATIENCE).until(subscription::isDisposed);
        pool.close();
        assertAllOver(pool);
        PollThreads.join("sim:");
        assertThat(dropped).isEmpty();
    }

    @Test
    void statsHaveTheLastCountOfADeviceThatThrows() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        DmxBufferPool pool = DmxBufferPool.negotiate(
                WatchedDevice.of(device, call -> {
                    if (call.equals("overflows") && broken.get()) {
                        throw new AssertionError("no count");
                    }
                }),
                config());
        assertThat(pool.stats().kernelOverflows()).isZero();
        broken.set(true);
        assertThat(pool.stats().kernelOverflows()).isZero();
        assertThat(pool.stats().idle()).isEqualTo(8);
        pool.close();
        assertAllOver(pool);
    }

    @Test
    void aDeviceThatIsClosedUnderItsPoolEndsTheSubscriber() throws Exception {
        DmxBufferPool pool = DmxBufferPool.negotiate(device, config());
        CompletableFuture<Void> received = new CompletableFuture<>();
        CompletableFuture<String> end = subscribe(pool, received);
        received.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        device.close();
        assertThat(ended(end)).contains("closed");
        pool.close();
        assertAllOver(pool);
    }

    @Test
    void aSecondPoolOfADeviceIsRefusedAndTheFirstGoesOn() throws Exception {
        DmxBufferPool pool = DmxBufferPool.negotiate(device, config());
        CompletableFuture<Void> received = new CompletableFuture<>();
        assertThatThrownBy(() -> DmxBufferPool.negotiate(device, config()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "sim:: another pool has this device (expected: one pool for each; open the demux once more)");
        assertThat(device.isClosed()).isFalse();
        CompletableFuture<String> end = subscribe(pool, received);
        received.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        pool.close();
        assertThat(ended(end)).isEqualTo("complete");
        assertAllOver(pool);
        assertThatThrownBy(() -> DmxBufferPool.negotiate(device, config())).hasMessageContaining("closed");
    }

    @Test
    void nothingStarvesWhereTheDeviceWentBeforeTheFilterWasStarted() throws Exception {
        DmxBufferPool pool = DmxBufferPool.negotiate(device, config());
        device.unplug();
        assertThat(ended(subscribe(pool, new CompletableFuture<>()))).contains("ENODEV");
        assertThat(pool.stats().starvedNanos()).isZero();
        pool.close();
        assertAllOver(pool);
    }

    @Test
    void noBufferIsLendableAndNothingStarvesWhereEachIsRefused() throws Exception {
        SimulatedDmxDevice refusing = SimulatedDmxDevice.builder()
                .faults(FaultPlan.none().failingFrom(DmxVerb.QUEUE, 1, Errno.EINVAL))
                .build();
        DmxBufferPool pool = DmxBufferPool.negotiate(refusing, config());
        assertThat(ended(subscribe(pool, new CompletableFuture<>()))).contains("EINVAL");
        assertThat(pool.lendableBuffers()).isZero();
        assertThat(pool.stats().refused()).isEqualTo(8);
        assertThat(pool.stats().starvedNanos()).isZero();
        pool.close();
        device.close();
    }
}
