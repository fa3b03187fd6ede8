// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.EndlessDevice;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** One subscriber cancels and another subscribes while the event loop turns: the second gets what it requests. */
@JCStressTest
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "the successor received, and all ended in order")
@State
public class SuccessorStress implements DmxEventLoop {

    private final EndlessDevice device = new EndlessDevice();
    private final DmxBufferPool pool = DmxBufferPool.negotiate(
            device,
            DmxBufferPoolConfig.builder()
                    .bufferCount(2)
                    .bufferSizeBytes(DmxBufferPoolConfig.DATAGRAM_BYTES)
                    .reserve(1)
                    .overload(OverloadPolicy.HOLD)
                    .build());
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final DmxFlux flux = DmxFlux.of(pool, PesFilter.fullTs(), this);
    private final Taker first = new Taker();
    private final Taker second = new Taker();

    public SuccessorStress() {
        flux.subscribe(first);
        turn();
    }

    /** Takes one buffer. */
    private static final class Taker extends BaseSubscriber<ByteBuf> {

        private int received;
        private boolean failed;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            received++;
            buffer.release();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            failed = true;
        }
    }

    @Actor
    public void loop() {
        turn();
        turn();
    }

    @Actor
    public void subscribers() {
        first.cancel();
        flux.subscribe(second);
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        for (int i = 0; i < 4; i++) {
            turn();
        }
        result.r1 = second.received;
        second.cancel();
        turn();
        pool.close();
        result.r2 = !second.failed && device.closed() == 1 && device.mistakes() == 0;
    }

    private void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        ready.forEach(Runnable::run);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public DmxEventLoop.Watch watch(int descriptor, Runnable onReady, Runnable onLook) {
        ready.add(onReady);
        return new DmxEventLoop.Watch() {
            @Override
            public void want(boolean wanted) {
                // asked at every turn
            }

            @Override
            public void close() {
                ready.remove(onReady);
            }
        };
    }
}
