// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** An event loop that its owner has shut down while a subscription was on it. */
class ShutDownLoopTest {

    private static final DmxEventLoop SHUT_DOWN = new DmxEventLoop() {

        @Override
        public String toString() {
            return "event loop mine";
        }

        @Override
        public void execute(Runnable task) {
            throw new RejectedExecutionException("shut down");
        }

        @Override
        public Watch watch(int descriptor, Runnable onReady, Runnable onLook) {
            throw new RejectedExecutionException("shut down");
        }
    };

    @Test
    void nobodyWhoRequestsCancelsOrClosesSuffersForIt() {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.builder()
                .bufferCount(4)
                .bufferSizeBytes(1316)
                .reserve(1)
                .overload(OverloadPolicy.DROP_OLDEST)
                .build();
        DmxBufferPool pool = DmxBufferPool.negotiate(SimulatedDmxDevice.fedByWrites(), config);
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        BaseSubscriber<ByteBuf> subscriber = new BaseSubscriber<>() {

            @Override
            protected void hookOnError(Throwable error) {
                errors.add(error);
            }

            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // requests later
            }
        };
        assertThatCode(() -> {
                    DmxFlux.of(pool, PesFilter.fullTs(), SHUT_DOWN).subscribe(subscriber);
                    subscriber.request(1);
                    subscriber.cancel();
                    pool.close();
                })
                .doesNotThrowAnyException();
        assertThat(pool.stats().lent()).isZero();
        assertThat(errors)
                .singleElement()
                .isInstanceOfSatisfying(
                        IllegalStateException.class,
                        error -> assertThat(error)
                                .hasMessage(pool.path() + ": event loop mine is shut down"
                                        + " (expected: an event loop that runs for as long as its subscriptions)"));
        assertThat(pool.whenClosed().toCompletableFuture()).as("device closed").isDone();
    }
}
