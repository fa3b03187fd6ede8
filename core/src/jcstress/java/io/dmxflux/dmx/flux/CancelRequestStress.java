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
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** A request and a cancel while the event loop turns: it ends, and emits no more than was requested. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "ended in order")
@State
public class CancelRequestStress implements CoreSubscriber<ByteBuf>, DmxEventLoop, DmxEventLoop.Watch {

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
    private final DmxSubscription subscription = new DmxSubscription(this, pool, PesFilter.fullTs(), this);
    private Runnable onReady = () -> {};
    private int emitted;
    private boolean terminated;

    public CancelRequestStress() {
        subscription.begin();
    }

    @Actor
    public void loop() {
        turn();
        turn();
    }

    private void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        onReady.run();
    }

    @Actor
    public void subscriber() {
        subscription.request(1);
        subscription.cancel();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
        turn();
        result.r1 = emitted <= 1 && !terminated;
        pool.close();
        result.r2 = device.closed() == 1 && device.mistakes() == 0;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public DmxEventLoop.Watch watch(int descriptor, Runnable ready, Runnable look) {
        onReady = ready;
        return this;
    }

    @Override
    public void want(boolean readiness) {
        // asked at every turn
    }

    @Override
    public void close() {
        onReady = () -> {};
    }

    @Override
    public void onSubscribe(Subscription unused) {
        // the subscription is driven by the actors
    }

    @Override
    public void onNext(ByteBuf buffer) {
        emitted++;
        buffer.release();
    }

    @Override
    public void onError(Throwable failure) {
        terminated = true;
    }

    @Override
    public void onComplete() {
        terminated = true;
    }
}
