// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterMethod;
import reactor.core.publisher.Flux;

/**
 * The Reactive Streams rules, by their own tests. A demux has no last packet: streams that are to end are cut off, and
 * each buffer is released where it is read.
 */
public class DmxFluxVerificationTest extends PublisherVerification<Integer> {

    private static final long PATIENCE_MILLIS = 3_000;

    /** Between two looks for an error, which unless it is given is all of the patience. */
    private static final long LOOK_MILLIS = 10;

    /** Is slept through: the time that a subscriber has to become unreachable. */
    private static final long COLLECTION_MILLIS = 1000;

    private static final long NOTHING_MILLIS = 20;

    private final Queue<WeakReference<Subscription>> subscriptions = new ConcurrentLinkedQueue<>();
    private final Queue<DmxBufferPool> pools = new ConcurrentLinkedQueue<>();

    /** Waits long for what has to come, and not long for what must not. */
    public DmxFluxVerificationTest() {
        super(new TestEnvironment(PATIENCE_MILLIS, NOTHING_MILLIS, LOOK_MILLIS), COLLECTION_MILLIS);
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
        Flux<Integer> numbers = buffers(DmxFlux.of(pool(), PesFilter.fullTs()))
                .doOnSubscribe(subscription -> subscriptions.add(new WeakReference<>(subscription)))
                .map(DmxFluxVerificationTest::numberAndRelease);
        return elements == Long.MAX_VALUE ? numbers : numbers.take(elements);
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
        DmxBufferPool closed = pool();
        closed.close();
        return buffers(DmxFlux.of(closed, PesFilter.fullTs())).map(ByteBuf::readableBytes);
    }

    /** What is verified: the Flux itself, or an operator on it. */
    Flux<ByteBuf> buffers(DmxFlux flux) {
        return flux;
    }

    private DmxBufferPool pool() {
        DmxBufferPool pool = DmxBufferPool.negotiate(
                SimulatedDmxDevice.builder()
                        .name("verification")
                        .feed(CountedFeed.endless(0x100))
                        .build(),
                DmxBufferPoolConfig.builder()
                        .bufferCount(4)
                        .bufferSizeBytes(FedPool.BUFFER_BYTES)
                        .reserve(1)
                        .overload(OverloadPolicy.HOLD)
                        .build());
        pools.add(pool);
        return pool;
    }

    private static int numberAndRelease(ByteBuf buffer) {
        int number = FedPool.numberOf(buffer);
        buffer.release();
        return number;
    }

    /** Closes what the test before has made. */
    @AfterMethod
    public void closePools() {
        for (WeakReference<Subscription> left = subscriptions.poll(); left != null; left = subscriptions.poll()) {
            Subscription subscription = left.get();
            if (subscription != null) {
                subscription.cancel(); // what is queued for a subscriber that asks for no more is its own
            }
        }
        for (DmxBufferPool pool = pools.poll(); pool != null; pool = pools.poll()) {
            pool.close();
            pool.whenClosed().toCompletableFuture().join();
        }
        PollThreads.join("sim:verification");
    }
}
