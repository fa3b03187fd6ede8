// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.Garbage;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.pool.PoolEvent;
import io.netty.buffer.ByteBuf;
import io.netty.util.LeakPresenceDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Reactor's own operators lose what they queue when they are disposed at a bad moment: the pool takes it back. */
@Timeout(300)
class ReactorOperatorsHealTest {

    private static final int ROUNDS = 60;
    private static final int LENDABLE = 4;

    /** Netty's detector counts what Reactor lost as well, if that came to anything: not a matter of the next test. */
    @AfterAll
    static void forgetWhatReactorLost() {
        try {
            LeakPresenceDetector.check();
        } catch (IllegalStateException lost) {
            assertThat(lost).hasMessageContaining("Possible memory leak");
        }
    }

    static Stream<Named<Function<Flux<ByteBuf>, Flux<ByteBuf>>>> operators() {
        return Stream.of(
                Named.of("publishOn", flux -> flux.publishOn(Schedulers.boundedElastic(), LENDABLE)),
                Named.of("share", flux -> shared(flux).publishOn(Schedulers.parallel(), 2)),
                Named.of(
                        "flatMap",
                        flux -> flux.flatMap(
                                buffer -> Flux.just(buffer).publishOn(Schedulers.parallel()), LENDABLE, 1)));
    }

    /**
     * Cancels upstream by itself as well. publish(), on which share() is built, forgets a dispose() that comes after its drain
     * has looked for one and before markWorkDone (FluxPublish.drain in 3.7.0 and 3.8.8): a source that disposes its subscriber
     * from within the request for more is never cancelled, on one thread and without dmxflux. A race of plain Reactor leaves
     * its source subscribed in 25 of 3000 rounds, by publish().autoConnect() in 35, and so in none of 20 000.
     */
    private static Flux<ByteBuf> shared(Flux<ByteBuf> flux) {
        Disposable.Swap upstream = Disposables.swap();
        return flux.doOnSubscribe(subscription -> upstream.update(subscription::cancel))
                .share()
                .doOnCancel(upstream::dispose);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void theStreamGoesOnHoweverOftenItIsDisposed(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        Queue<PoolEvent> events = new ConcurrentLinkedQueue<>();
        DmxBufferPool pool = DmxBufferPool.negotiate(
                SimulatedDmxDevice.builder()
                        .name("heal")
                        .feed(CountedFeed.endless(0x100))
                        .build(),
                DmxBufferPoolConfig.builder()
                        .bufferCount(LENDABLE + 1)
                        .bufferSizeBytes(FedPool.BUFFER_BYTES)
                        .reserve(1)
                        .overload(OverloadPolicy.HOLD)
                        .events(events::add)
                        .build());
        for (int round = 0; round < ROUNDS; round++) {
            disposeAfterAFew(pool, operator);
        }
        Garbage.collectUntil(() -> pool.stats().lent() == 0);
        pool.close();
        pool.whenClosed().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        FedPool.assertBalanced(pool.stats());
        assertThat(events.stream().filter(PoolEvent.BufferLeaked.class::isInstance))
                .as("each told once")
                .hasSize((int) pool.stats().leakedBuffers());
        PollThreads.join("sim:heal");
    }

    private static void disposeAfterAFew(DmxBufferPool pool, Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        AtomicInteger received = new AtomicInteger();
        Disposable subscription = DmxFlux.of(pool, PesFilter.fullTs())
                .retry() // flatMap cancels on another thread, where it is at work: until then there is a subscriber
                .transform(operator)
                .subscribe(buffer -> {
                    buffer.release();
                    received.incrementAndGet();
                });
        for (long before = System.nanoTime(); received.get() < 3; ) {
            if (System.nanoTime() - before > TimeUnit.MILLISECONDS.toNanos(100)) {
                Garbage.collectUntil(() -> received.get() >= 3);
            }
        }
        subscription.dispose();
    }
}
