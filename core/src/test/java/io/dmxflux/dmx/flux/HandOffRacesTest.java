// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.pool.PoolEvent;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Our operators that hand over and fan out, disposed, cancelled and failed from outside, from within and from other
 * threads, thousands of times, with no hook of the user's: after each, every buffer is at home.
 */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class HandOffRacesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 200;
    private static final int BUFFERS = 14;
    private static final int RESERVE = 2;

    /** What a user does with a buffer, here: read and release. */
    private static int use(ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        buffer.release();
        return bytes;
    }

    private static Named<BiFunction<DmxFlux, Scheduler, Flux<Integer>>> pipeline(
            String name, BiFunction<DmxFlux, Scheduler, Flux<Integer>> pipeline) {
        return Named.of(name, pipeline);
    }

    static Stream<Named<BiFunction<DmxFlux, Scheduler, Flux<Integer>>>> pipelines() {
        return Stream.of(
                pipeline("emitOn", (flux, scheduler) -> flux.emitOn(scheduler).map(HandOffRacesTest::use)),
                pipeline(
                        "emitOn twice",
                        (flux, scheduler) -> flux.emitOn(scheduler)
                                .transform(buffers -> DmxFlux.emitOn(buffers, scheduler, 3))
                                .map(HandOffRacesTest::use)),
                pipeline(
                        "slices, one at a time",
                        (flux, scheduler) -> flux.map(buffer -> {
                                    ByteBuf slice = buffer.retainedSlice(0, 188);
                                    buffer.release();
                                    return slice;
                                })
                                .transform(slices -> DmxFlux.emitOn(slices, scheduler, 1))
                                .map(HandOffRacesTest::use)),
                pipeline("tee", (flux, scheduler) -> {
                    Flux<ByteBuf> tee = flux.tee(2);
                    return Flux.merge(tee.map(HandOffRacesTest::use), tee.map(HandOffRacesTest::use));
                }),
                pipeline("tee with a branch on other threads", (flux, scheduler) -> {
                    Flux<ByteBuf> tee = flux.tee(3);
                    Function<Flux<ByteBuf>, Flux<ByteBuf>> handOff = branch -> DmxFlux.emitOn(branch, scheduler, 4);
                    return Flux.merge(
                            tee.map(HandOffRacesTest::use),
                            tee.transform(handOff).map(HandOffRacesTest::use),
                            tee.transform(handOff).map(HandOffRacesTest::use).take(2));
                }));
    }

    /** How a round ends: what is put behind the pipeline, and what is done from outside. */
    private enum End {
        DISPOSED_FROM_OUTSIDE,
        DISPOSED_BY_ANOTHER_THREAD,
        CANCELLED_FROM_WITHIN,
        FAILED_FROM_WITHIN,
        SCHEDULER_DISPOSED,
        DEVICE_LOST,
        POOL_CLOSED
    }

    static Stream<Arguments> races() {
        return pipelines().flatMap(pipeline -> Stream.of(End.values()).map(end -> Arguments.of(pipeline, end)));
    }

    private final Random random = new Random(10);
    private final ConcurrentLinkedQueue<PoolEvent> events = new ConcurrentLinkedQueue<>();
    private SimulatedDmxDevice device = device();
    private DmxBufferPool pool = negotiate();

    private static SimulatedDmxDevice device() {
        return SimulatedDmxDevice.builder()
                .name("races")
                .feed(CountedFeed.endless(0x100))
                .build();
    }

    private DmxBufferPool negotiate() {
        return DmxBufferPool.negotiate(
                device,
                DmxBufferPoolConfig.builder()
                        .bufferCount(BUFFERS)
                        .bufferSizeBytes(FedPool.BUFFER_BYTES)
                        .reserve(RESERVE)
                        .overload(OverloadPolicy.HOLD)
                        .events(events::add)
                        .build());
    }

    @AfterEach
    void closePool() {
        closeInBalance();
        assertThat(events).isEmpty();
    }

    private void closeInBalance() {
        pool.close();
        pool.whenClosed().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        FedPool.assertBalanced(pool.stats());
        assertThat(pool.stats().retired()).isEqualTo(BUFFERS);
        PollThreads.join("sim:races");
    }

    @ParameterizedTest
    @MethodSource("races")
    void everyBufferIsHomeAfterEachRound(BiFunction<DmxFlux, Scheduler, Flux<Integer>> pipeline, End end) {
        Scheduler shared = Schedulers.newBoundedElastic(4, 1000, "races");
        boolean lasting = end.ordinal() < End.SCHEDULER_DISPOSED.ordinal();
        for (int round = 0; round < (lasting ? ROUNDS : ROUNDS / 4); round++) {
            Scheduler scheduler = end == End.SCHEDULER_DISPOSED ? Schedulers.newSingle("races-once") : shared;
            race(pipeline, end, scheduler);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(PATIENCE)
                    .until(() -> pool.lent(), List::isEmpty);
            if (end == End.DEVICE_LOST || end == End.POOL_CLOSED) {
                closeInBalance();
                device = device();
                pool = negotiate();
            }
        }
        shared.disposeGracefully().block(PATIENCE);
    }

    private void race(BiFunction<DmxFlux, Scheduler, Flux<Integer>> pipeline, End end, Scheduler scheduler) {
        int wanted = random.nextInt(6);
        AtomicInteger received = new AtomicInteger();
        Flux<Integer> used = pipeline.apply(DmxFlux.of(pool, PesFilter.fullTs()), scheduler)
                .doOnNext(bytes -> received.incrementAndGet());
        CompletableFuture<Void> over = new CompletableFuture<>();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Disposable subscription = ending(used, end, wanted)
                .doFinally(signal -> over.complete(null))
                .subscribe(bytes -> {}, failed::set);
        if (end == End.CANCELLED_FROM_WITHIN || end == End.FAILED_FROM_WITHIN) {
            over.orTimeout(60, TimeUnit.SECONDS).join();
            return;
        }
        while (received.get() < wanted) {
            assertThat(failed).as("what ended it before its time").hasNullValue();
            Thread.onSpinWait();
        }
        endFromOutside(end, subscription, scheduler);
        over.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static Flux<Integer> ending(Flux<Integer> used, End end, int wanted) {
        return switch (end) {
            case CANCELLED_FROM_WITHIN -> used.take(wanted + 1);
            case FAILED_FROM_WITHIN ->
                used.index().map(numbered -> {
                    if (numbered.getT1() >= wanted) {
                        throw new IllegalStateException("mine");
                    }
                    return numbered.getT2();
                });
            default -> used;
        };
    }

    private void endFromOutside(End end, Disposable subscription, Scheduler scheduler) {
        switch (end) {
            case DISPOSED_BY_ANOTHER_THREAD -> CompletableFuture.runAsync(subscription::dispose);
            case SCHEDULER_DISPOSED -> {
                scheduler.dispose();
                subscription.dispose();
            }
            case DEVICE_LOST -> device.unplug();
            case POOL_CLOSED -> pool.close();
            default -> subscription.dispose();
        }
    }
}
