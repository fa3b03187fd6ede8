// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.EndlessDevice;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** What a subscription costs for each buffer, from an event loop that says "ready" to the subscriber that releases it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DequeueToOnNextBenchmark implements CoreSubscriber<ByteBuf>, DmxEventLoop, DmxEventLoop.Watch {

    private final DmxBufferPool pool = DmxBufferPool.negotiate(
            new EndlessDevice(),
            DmxBufferPoolConfig.builder()
                    .bufferCount(8)
                    .bufferSizeBytes(DmxBufferPoolConfig.DATAGRAM_BYTES)
                    .reserve(1)
                    .overload(OverloadPolicy.HOLD)
                    .build());
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final DmxSubscription subscription = new DmxSubscription(this, pool, PesFilter.fullTs(), this);
    private Runnable onReady = () -> {};
    private long received;

    public DequeueToOnNextBenchmark() {
        subscription.begin();
    }

    @TearDown
    public void close() {
        pool.close();
    }

    @Benchmark
    public long oneBuffer() {
        subscription.request(1);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        onReady.run();
        return received;
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
        // always ready
    }

    @Override
    public void onSubscribe(Subscription unused) {
        // requests are made for each buffer
    }

    @Override
    public void onNext(ByteBuf buffer) {
        received++;
        buffer.release();
    }

    @Override
    public void onError(Throwable failure) {
        throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {
        // when the pool is closed
    }
}
