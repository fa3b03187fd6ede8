// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor's own operators on a Flux of lent buffers: with a release where a buffer is used and one where it is discarded,
 * every one comes home, however often and wherever the pipeline is cut off.
 *
 * <p>Left out is {@code onBackpressureLatest}, which keeps for ever what it gets while it is cancelled; the pool's overload
 * policy does the same before a buffer is lent.
 */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class OperatorsReleaseEveryBufferTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 20;
    private static final int BUFFERS = 8;
    private static final int RESERVE = 2;
    private static final Scheduler WORKERS = Schedulers.newParallel("operators", 2);

    /** A buffer counts as home a moment before Netty has noted it: that moment is to be over before leaks are counted. */
    @AfterAll
    static void endWorkers() {
        WORKERS.disposeGracefully().block(PATIENCE);
    }

    private static int use(ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        buffer.release();
        return bytes;
    }

    /** Released whether it was read or the pipeline was cancelled before, hence after subscribeOn. */
    private static Mono<Integer> used(ByteBuf buffer, Scheduler scheduler) {
        return Mono.fromCallable(buffer::readableBytes).subscribeOn(scheduler).doFinally(end -> buffer.release());
    }

    private static Named<Function<Flux<ByteBuf>, Publisher<?>>> pipeline(
            String name, Function<Flux<ByteBuf>, Publisher<?>> pipeline) {
        return Named.of(name, pipeline);
    }

    static Stream<Named<Function<Flux<ByteBuf>, Publisher<?>>>> pipelines() {
        return Stream.of(
                pipeline(
                        "take",
                        flux -> flux.map(OperatorsReleaseEveryBufferTest::use).take(10)),
                pipeline("take before use", flux -> flux.take(10).map(OperatorsReleaseEveryBufferTest::use)),
                pipeline("next", flux -> flux.next().map(OperatorsReleaseEveryBufferTest::use)),
                pipeline(
                        "filter",
                        flux -> flux.filter(b -> false).takeUntilOther(Mono.delay(Duration.ofMillis(5), WORKERS))),
                pipeline(
                        "publishOn",
                        flux -> flux.publishOn(WORKERS, 4)
                                .map(OperatorsReleaseEveryBufferTest::use)
                                .take(10)),
                pipeline(
                        "publishOn with the default prefetch",
                        flux -> flux.publishOn(WORKERS)
                                .map(OperatorsReleaseEveryBufferTest::use)
                                .take(10)),
                pipeline(
                        "subscribeOn",
                        flux -> flux.subscribeOn(WORKERS)
                                .map(OperatorsReleaseEveryBufferTest::use)
                                .take(10)),
                pipeline(
                        "flatMap",
                        flux -> flux.flatMap(b -> used(b, WORKERS), 3).take(10)),
                pipeline(
                        "concatMap",
                        flux -> flux.concatMap(b -> used(b, Schedulers.immediate()), 2)
                                .take(10)),
                pipeline(
                        "bufferTimeout",
                        flux -> flux.bufferTimeout(3, Duration.ofMillis(1), WORKERS, true)
                                .map(batch -> batch.stream()
                                        .mapToInt(OperatorsReleaseEveryBufferTest::use)
                                        .sum())
                                .take(5)),
                pipeline(
                        "buffer",
                        flux -> flux.buffer(3)
                                .map(batch -> batch.stream()
                                        .mapToInt(OperatorsReleaseEveryBufferTest::use)
                                        .sum())
                                .take(5)),
                pipeline(
                        "onBackpressureDrop",
                        flux -> flux.onBackpressureDrop()
                                .publishOn(WORKERS, 2)
                                .map(OperatorsReleaseEveryBufferTest::use)
                                .take(10)),
                pipeline(
                        "error from within",
                        flux -> flux.map(b -> {
                                    use(b);
                                    throw new IllegalStateException("mine");
                                })
                                .onErrorComplete()),
                pipeline(
                        "timeout",
                        flux -> flux.map(OperatorsReleaseEveryBufferTest::use)
                                .takeUntilOther(Mono.delay(Duration.ofMillis(5), WORKERS))),
                pipeline(
                        "share",
                        flux -> flux.map(OperatorsReleaseEveryBufferTest::use)
                                .share()
                                .take(10)),
                pipeline(
                        "retainedSlice on another thread",
                        flux -> flux.flatMapIterable(b -> {
                                    ByteBuf first = b.retainedSlice(0, 188);
                                    ByteBuf second = b.retainedSlice(188, 188);
                                    b.release();
                                    return List.of(first, second);
                                })
                                .publishOn(WORKERS, 4)
                                .map(OperatorsReleaseEveryBufferTest::use)
                                .take(11)));
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void everyBufferComesHome(Function<Flux<ByteBuf>, Publisher<?>> pipeline) {
        everyBufferComesHome(pipeline, OverloadPolicy.HOLD);
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void everyBufferComesHomeWhileOthersAreDropped(Function<Flux<ByteBuf>, Publisher<?>> pipeline) {
        everyBufferComesHome(pipeline, OverloadPolicy.DROP_OLDEST);
    }

    private static void everyBufferComesHome(Function<Flux<ByteBuf>, Publisher<?>> pipeline, OverloadPolicy overload) {
        for (int round = 0; round < ROUNDS; round++) {
            SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                    .name("operators")
                    .feed(CountedFeed.endless(0x100))
                    .build();
            DmxBufferPool pool = DmxBufferPool.negotiate(
                    device,
                    DmxBufferPoolConfig.builder()
                            .bufferCount(BUFFERS)
                            .bufferSizeBytes(FedPool.BUFFER_BYTES)
                            .reserve(RESERVE)
                            .overload(overload)
                            .build());
            Flux.from(pipeline.apply(DmxFlux.of(pool, PesFilter.fullTs())))
                    .doOnDiscard(ByteBuf.class, OperatorsReleaseEveryBufferTest::discard)
                    .blockLast(PATIENCE);
            pool.close();
            pool.whenClosed()
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            FedPool.assertBalanced(pool.stats());
            assertThat(pool.stats().retired()).isEqualTo(BUFFERS);
            assertThat(device.isMapped()).isFalse();
            PollThreads.join("sim:operators");
        }
    }

    /** Reactor asks of a discard hook that it be idempotent: publishOn can discard twice while it is cancelled. */
    private static void discard(ByteBuf buffer) {
        if (buffer.refCnt() > 0) {
            buffer.release();
        }
    }
}
