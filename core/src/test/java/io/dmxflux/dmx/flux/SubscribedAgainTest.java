// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.BlockingReader;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What can be subscribed to again can from within its last signal: {@code repeat()} and {@code retry()} do so. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class SubscribedAgainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 6;
    private static final int TAKEN = 50;

    /** A start and two later dequeues fail, each once. */
    private final DmxBufferPool pool = DmxBufferPool.negotiate(
            SimulatedDmxDevice.builder()
                    .name("again")
                    .feed(CountedFeed.endless(0x100))
                    .faults(FaultPlan.none()
                            .failing(DmxVerb.START, 1, Errno.EIO)
                            .failing(DmxVerb.DEQUEUE, 60, Errno.EIO)
                            .failing(DmxVerb.DEQUEUE, 150, Errno.EIO))
                    .build(),
            DmxBufferPoolConfig.builder()
                    .bufferCount(6)
                    .bufferSizeBytes(FedPool.BUFFER_BYTES)
                    .overload(OverloadPolicy.HOLD)
                    .build());

    private final DmxFlux flux = DmxFlux.of(pool, PesFilter.fullTs());

    @AfterEach
    void everythingIsHome() {
        pool.close();
        pool.whenClosed().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        FedPool.assertBalanced(pool.stats());
        PollThreads.join("sim:again");
    }

    private static int release(ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        buffer.release();
        return bytes;
    }

    /** Takes so many in each round, and however often it fails before. */
    private static Mono<Long> taken(Flux<ByteBuf> buffers) {
        return buffers.map(SubscribedAgainTest::release)
                .retry(3)
                .take(TAKEN)
                .repeat(ROUNDS - 1)
                .count();
    }

    private static void expectAll(Mono<Long> taken) {
        StepVerifier.create(taken)
                .expectNext((long) ROUNDS * TAKEN)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void theFluxOfAPool() {
        expectAll(taken(flux));
    }

    @Test
    void oneThatEmitsOnOtherThreads() {
        expectAll(taken(flux.emitOn(Schedulers.boundedElastic())));
    }

    /** Both branches fail and end together, and are together again: the first waits for the second. */
    @Test
    void theBranchesOfATee() {
        AtomicInteger rounds = new AtomicInteger();
        Flux<ByteBuf> tee = DmxFlux.tee(flux.take(TAKEN).doOnComplete(rounds::incrementAndGet), 2);
        Function<Flux<ByteBuf>, Mono<Long>> branch = buffers -> buffers.map(SubscribedAgainTest::release)
                .retry(3)
                .repeat(ROUNDS - 1)
                .count();
        StepVerifier.create(Mono.zip(branch.apply(tee), branch.apply(tee)))
                .assertNext(both -> {
                    assertThat(both.getT1()).isEqualTo(both.getT2());
                    assertThat(both.getT1())
                            .isGreaterThanOrEqualTo((long) ROUNDS * TAKEN); // and what came before a failure
                })
                .expectComplete()
                .verify(PATIENCE);
        assertThat(rounds).hasValue(ROUNDS);
    }

    @Test
    void aReaderThatHasFailedIsFollowedByAnother() {
        assertThatThrownBy(() -> BlockingReader.open(pool, PesFilter.fullTs())).hasMessageContaining("EIO");
        int failures = 0;
        int taken = 0;
        while (taken < ROUNDS * TAKEN) {
            try (BlockingReader reader = BlockingReader.open(pool, PesFilter.fullTs())) {
                for (int i = 0; i < TAKEN; i++) {
                    Objects.requireNonNull(reader.next(PATIENCE)).release();
                    taken++;
                }
            } catch (ErrnoException e) {
                failures++;
            }
        }
        assertThat(failures).isEqualTo(2);
    }
}
