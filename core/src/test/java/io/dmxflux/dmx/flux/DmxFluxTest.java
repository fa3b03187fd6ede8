// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;

/** Demand, order, threads and ends of the Flux, over a driver that waits: no buffer is ever dropped. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class DmxFluxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUFFERS = 6;
    private static final int RESERVE = 2;
    private static final int LENDABLE = BUFFERS - RESERVE;

    private final SimulatedDmxDevice device = SimulatedDmxDevice.builder()
            .name("flux")
            .feed(CountedFeed.endless(0x100))
            .build();
    private final DmxBufferPool pool = DmxBufferPool.negotiate(
            device,
            DmxBufferPoolConfig.builder()
                    .bufferCount(BUFFERS)
                    .bufferSizeBytes(FedPool.BUFFER_BYTES)
                    .reserve(RESERVE)
                    .overload(OverloadPolicy.HOLD)
                    .build());
    private final DmxFlux flux = DmxFlux.of(pool, PesFilter.fullTs());

    @AfterEach
    void closePool() {
        pool.close();
        pool.whenClosed().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        FedPool.assertBalanced(pool.stats());
        assertThat(pool.stats().retired()).isEqualTo(BUFFERS);
        assertThat(device.isClosed()).isTrue();
        assertThat(device.isMapped()).isFalse();
        PollThreads.join("sim:flux");
    }

    /** The numbers of the buffers, each released as soon as it is read. */
    private Flux<Integer> numbers() {
        return flux.map(DmxFluxTest::numberAndRelease);
    }

    private static int numberAndRelease(ByteBuf buffer) {
        int number = FedPool.numberOf(buffer);
        buffer.release();
        return number;
    }

    // demand

    @Test
    void emitsWhatIsRequestedInOrder() {
        StepVerifier.create(numbers(), 0)
                .thenRequest(1)
                .expectNext(0)
                .thenRequest(3)
                .expectNext(1, 2, 3)
                .thenRequest(2)
                .expectNext(4, 5)
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void emitsNothingWithoutDemand() {
        StepVerifier.create(numbers(), 0)
                .then(() -> assertThat(pool.stats().deliveredBuffers()).isZero())
                .thenRequest(1)
                .expectNext(0)
                .thenCancel()
                .verify(PATIENCE);
        assertThat(pool.stats().deliveredBuffers()).isEqualTo(1);
    }

    @Test
    void unboundedDemandGoesOnForEver() {
        StepVerifier.create(numbers().take(5000))
                .expectNextSequence(IntStream.range(0, 5000).boxed().toList())
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void demandAddsUpToUnboundedAndNotBeyond() {
        StepVerifier.create(numbers().take(50), 0)
                .thenRequest(Long.MAX_VALUE - 1)
                .thenRequest(Long.MAX_VALUE - 1)
                .expectNextCount(50)
                .expectComplete()
                .verify(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(longs = {LENDABLE, LENDABLE + 1, 1000, Long.MAX_VALUE})
    void lendsNoMoreThanMayBeOutWhateverIsRequested(long requested) throws Exception {
        Hoarder hoarder = new Hoarder(requested);
        flux.subscribe(hoarder);
        hoarder.awaitReceived(LENDABLE);
        for (int release = 0; release < 20; release++) {
            assertThat(pool.stats().lent()).isLessThanOrEqualTo(LENDABLE);
            hoarder.releaseOldest();
            if (LENDABLE + release < requested) {
                hoarder.awaitReceived(LENDABLE + release + 1);
            }
        }
        hoarder.cancelAndReleaseAll();
    }

    @Test
    void aRequestIsBoundedFromBelowByReactiveStreams() {
        for (long wrong : new long[] {0, -1, Long.MIN_VALUE}) {
            AtomicReference<Throwable> told = new AtomicReference<>();
            CountDownLatch over = new CountDownLatch(1);
            flux.subscribe(new CoreSubscriber<ByteBuf>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                    subscription.request(wrong);
                }

                @Override
                public void onNext(ByteBuf buffer) {
                    buffer.release();
                }

                @Override
                public void onError(Throwable failure) {
                    told.set(failure);
                    over.countDown();
                }

                @Override
                public void onComplete() {
                    over.countDown();
                }
            });
            await(over);
            assertThat(told.get())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("request: " + wrong + " (expected: more than 0, Reactive Streams 3.9)");
        }
    }

    // threads

    @Test
    void everySignalComesOnOneThreadAndNotTheSubscribers() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        numbers()
                .doOnNext(number -> threads.add(Thread.currentThread()))
                .take(100)
                .doOnComplete(() -> threads.add(Thread.currentThread()))
                .blockLast(PATIENCE);
        assertThat(threads).hasSize(101).containsOnly(threads.get(0)).doesNotContain(Thread.currentThread());
        assertThat(threads.get(0).getName()).isEqualTo("dmxflux-sim:flux");
        assertThat(threads.get(0).isDaemon()).isTrue();
    }

    @Test
    void nothingIsEmittedOnTheStackOfARequest() throws Exception {
        CountDownLatch emitted = new CountDownLatch(1);
        AtomicReference<Thread> emitting = new AtomicReference<>();
        BaseSubscriber<ByteBuf> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
                assertThat(emitting.get()).isNull();
            }

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                emitting.set(Thread.currentThread());
                buffer.release();
                emitted.countDown();
            }
        };
        flux.subscribe(subscriber);
        subscriber.request(1);
        await(emitted);
        assertThat(emitting.get()).isNotSameAs(Thread.currentThread());
        subscriber.cancel();
    }

    @Test
    void nothingIsSignalledBeforeOnSubscribeHasReturned() {
        CountDownLatch signalled = new CountDownLatch(1);
        AtomicBoolean tooEarly = new AtomicBoolean();
        flux.subscribe(new BaseSubscriber<ByteBuf>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
                pool.close();
                tooEarly.set(awaitBriefly(signalled));
            }

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                buffer.release();
            }

            @Override
            protected void hookFinally(SignalType type) {
                signalled.countDown();
            }
        });
        await(signalled);
        assertThat(tooEarly).isFalse();
    }

    @Test
    void nothingIsEmittedBeforeOnSubscribeHasReturned() {
        CountDownLatch emitted = new CountDownLatch(1);
        AtomicBoolean tooEarly = new AtomicBoolean();
        BaseSubscriber<ByteBuf> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
                tooEarly.set(awaitBriefly(emitted));
            }

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                buffer.release();
                emitted.countDown();
            }
        };
        flux.subscribe(subscriber);
        await(emitted);
        subscriber.cancel();
        assertThat(tooEarly).isFalse();
    }

    /** Long enough for a signal that comes too early; none comes while all is well. */
    private static boolean awaitBriefly(CountDownLatch latch) {
        try {
            return latch.await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestsFromWithinOnNextAndFromOtherThreadsAllCount() throws Exception {
        int requested = 2000;
        CountDownLatch received = new CountDownLatch(requested);
        BaseSubscriber<ByteBuf> subscriber = new BaseSubscriber<>() {
            private int fromWithin;

            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // nothing yet
            }

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                buffer.release();
                if (fromWithin++ < requested / 2) {
                    request(1);
                }
                received.countDown();
            }
        };
        flux.subscribe(subscriber);
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> requestEach(subscriber, requested / 4));
        requestEach(subscriber, requested / 4);
        one.join();
        await(received);
        subscriber.cancel();
        assertThat(pool.stats().deliveredBuffers()).isEqualTo(requested);
    }

    private static void requestEach(BaseSubscriber<ByteBuf> subscriber, int times) {
        for (int request = 0; request < times; request++) {
            subscriber.request(1);
        }
    }

    // the end

    @Test
    void aCancelFromWithinOnNextIsTheLastSignal() {
        List<Integer> seen = new CopyOnWriteArrayList<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        flux.subscribe(new BaseSubscriber<ByteBuf>() {
            @Override
            protected void hookOnNext(ByteBuf buffer) {
                seen.add(numberAndRelease(buffer));
                if (seen.size() == 3) {
                    cancel();
                    cancelled.countDown();
                }
            }

            @Override
            protected void hookOnComplete() {
                seen.add(-1);
            }
        });
        await(cancelled);
        assertThat(firstNumberOfANewSubscription()).isPositive();
        assertThat(seen).containsExactly(0, 1, 2);
    }

    private int firstNumberOfANewSubscription() {
        Integer first = numbers().blockFirst(PATIENCE);
        return first == null ? -1 : first;
    }

    @Test
    void aCancelBeforeAnyDemandEndsIt() {
        StepVerifier.create(flux, 0).thenCancel().verify(PATIENCE);
        assertThat(firstNumberOfANewSubscription()).isNotNegative();
    }

    @Test
    void aCancelDiscardsWhatWasFilledAndNotEmitted() {
        StepVerifier.create(numbers(), 0)
                .thenRequest(1)
                .expectNext(0)
                .thenAwait(Duration.ZERO)
                .thenCancel()
                .verify(PATIENCE);
        firstNumberOfANewSubscription();
        FedPool.assertBalanced(pool.stats());
        assertThat(pool.stats().deliveredBuffers()).isEqualTo(2);
    }

    @Test
    void aResubscriptionRightAfterACancelWorks() {
        int last = -1;
        for (int round = 0; round < 300; round++) {
            List<Integer> three =
                    numbers().take(3).collectList().blockOptional(PATIENCE).orElseThrow();
            assertThat(three).hasSize(3).isSorted();
            assertThat(three.get(0)).as("round %d", round).isGreaterThan(last);
            last = three.get(2);
        }
    }

    @Test
    void aResubscriptionFromWithinTheLastSignalWorks() {
        assertThat(numbers().take(2).repeat(99).collectList().block(PATIENCE)).hasSize(200);
    }

    @Test
    void theSecondSubscriberIsToldAndTheFirstIsNotDisturbed() {
        Hoarder first = new Hoarder(1);
        flux.subscribe(first);
        StepVerifier.create(flux)
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("sim:flux: already subscribed (expected: one subscriber at a time; tee() one Flux"
                                + " among several)"))
                .verify(PATIENCE);
        first.awaitReceived(1);
        first.cancelAndReleaseAll();
    }

    @Test
    void closingThePoolCompletes() {
        StepVerifier.create(numbers())
                .expectNext(0)
                .then(pool::close)
                .thenConsumeWhile(number -> true)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void closingThePoolWithoutDemandCompletes() {
        StepVerifier.create(numbers(), 0).then(pool::close).expectComplete().verify(PATIENCE);
    }

    @Test
    void closingThePoolFromWithinOnNextCompletesAndTheBufferStaysReadable() {
        StepVerifier.create(flux.doOnNext(buffer -> pool.close()).map(DmxFluxTest::numberAndRelease))
                .expectNext(0)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aClosedPoolIsAnErrorForWhoSubscribes() {
        pool.close();
        StepVerifier.create(flux)
                .expectErrorMessage("sim:flux: pool closed (expected: open)")
                .verify(PATIENCE);
    }

    @Test
    void aLostDeviceIsAnErrorInOneLine() {
        StepVerifier.create(numbers())
                .expectNext(0)
                .then(device::unplug)
                .thenConsumeWhile(number -> true)
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageContaining("ENODEV (19), the device is gone: plug the adapter in again"))
                .verify(PATIENCE);
    }

    @Test
    void aDeviceLostWithoutDemandIsAnErrorToo() {
        StepVerifier.create(numbers(), 0)
                .then(device::unplug)
                .expectError(ErrnoException.class)
                .verify(PATIENCE);
    }

    // a driver that refuses a buffer

    @Test
    void aRequeueThatFailsOnABusyStreamIsToldAndTheStreamGoesOn() {
        List<PoolEvent> events = new CopyOnWriteArrayList<>();
        DmxBufferPool refused = refusing(25, 1, events);
        DmxFlux going = DmxFlux.of(refused, PesFilter.fullTs());
        assertThat(going.map(DmxFluxTest::numberAndRelease).take(1000).count().block(PATIENCE))
                .isEqualTo(1000);
        assertThat(events).first().isInstanceOf(PoolEvent.BufferRefused.class);
        assertThat(going.map(DmxFluxTest::numberAndRelease).take(10).count().block(PATIENCE))
                .as("no stale error")
                .isEqualTo(10);
        assertThat(refused.stats().refused()).isZero();
        refused.close();
    }

    @Test
    void soFewAreTakenBackThatNoneCanBeLentIsTheEndAndTheNextSubscriptionStartsAfresh() {
        DmxBufferPool refused = refusing(25, LENDABLE, new CopyOnWriteArrayList<>());
        DmxFlux ending = DmxFlux.of(refused, PesFilter.fullTs());
        StepVerifier.create(ending.map(DmxFluxTest::numberAndRelease).then())
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageStartingWith("DMX_QBUF(sim:refusing) failed: EIO (5)"))
                .verify(PATIENCE);
        assertThat(ending.map(DmxFluxTest::numberAndRelease).take(100).count().block(PATIENCE))
                .isEqualTo(100);
        refused.close();
    }

    private static DmxBufferPool refusing(int call, int calls, List<PoolEvent> events) {
        FaultPlan plan = FaultPlan.none();
        for (int number = call; number < call + calls; number++) {
            plan = plan.failing(DmxVerb.QUEUE, number, Errno.EIO);
        }
        return DmxBufferPool.negotiate(
                SimulatedDmxDevice.builder()
                        .name("refusing")
                        .feed(CountedFeed.endless(0x100))
                        .faults(plan)
                        .build(),
                DmxBufferPoolConfig.builder()
                        .bufferCount(BUFFERS)
                        .bufferSizeBytes(FedPool.BUFFER_BYTES)
                        .reserve(RESERVE)
                        .overload(OverloadPolicy.HOLD)
                        .events(events::add)
                        .build());
    }

    // opening in one call

    @Test
    void aDemuxThatIsNotThereIsAnErrorInOneLine() {
        StepVerifier.create(DmxFlux.open(new DmxDevicePath(99, 0), PesFilter.fullTs()))
                .expectErrorSatisfies(
                        e -> assertThat(e).hasMessageStartingWith("open(/dev/dvb/adapter99/demux0) failed: ENOENT (2)"))
                .verify(PATIENCE);
    }

    @Test
    void blockingOnTheThreadThatReceivesIsAnError() {
        StepVerifier.create(flux.map(DmxFluxTest::numberAndRelease)
                        .doOnNext(number -> Mono.delay(Duration.ofMillis(1)).block()))
                .expectErrorMessage(
                        "block()/blockFirst()/blockLast() are blocking, which is not supported in thread dmxflux-sim:flux")
                .verify(PATIENCE);
    }

    @Test
    void theSourceAndItsSubscriptionCanBeScanned() {
        assertThat(Scannable.from(flux.map(ByteBuf::readableBytes)).steps()).contains("dmxFlux(sim:flux)");
        AtomicReference<Subscription> scanned = new AtomicReference<>();
        StepVerifier.create(numbers().doOnSubscribe(scanned::set), 2)
                .expectNext(0, 1)
                .thenCancel()
                .verify(PATIENCE);
    }

    // subscribers that fail

    @Test
    void aSubscriberThatThrowsIsToldAndThePoolIsFree() {
        CountDownLatch told = new CountDownLatch(1);
        flux.subscribe(throwing(() -> new IllegalStateException("mine"), failure -> {
            assertThat(failure).hasMessage("mine");
            told.countDown();
        }));
        await(told);
        assertThat(firstNumberOfANewSubscription()).isPositive();
    }

    @Test
    void aFatalErrorInOnNextFreesThePool() throws Exception {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.complete(failure));
        try {
            flux.subscribe(throwing(() -> new NoClassDefFoundError("gone"), failure -> {}));
            assertThat(uncaught.get(60, TimeUnit.SECONDS)).isInstanceOf(NoClassDefFoundError.class);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(pool.stats().lent()).isZero();
        pool.close();
        pool.whenClosed().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static CoreSubscriber<ByteBuf> throwing(Supplier<Throwable> failure, Consumer<Throwable> told) {
        return new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuf buffer) {
                buffer.release();
                DmxFluxTest.<RuntimeException>sneak(failure.get());
            }

            @Override
            public void onError(Throwable failure) {
                told.accept(failure);
            }

            @Override
            public void onComplete() {
                // not expected
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aSubscriberThatThrowsFromOnSubscribeFreesThePool() {
        assertThatThrownBy(() -> flux.subscribe(new CoreSubscriber<ByteBuf>() {
                    @Override
                    public void onSubscribe(Subscription subscription) {
                        throw new IllegalStateException("not today");
                    }

                    @Override
                    public void onNext(ByteBuf buffer) {
                        buffer.release();
                    }

                    @Override
                    public void onError(Throwable failure) {
                        // not expected
                    }

                    @Override
                    public void onComplete() {
                        // not expected
                    }
                }))
                .hasMessage("not today");
        assertThat(firstNumberOfANewSubscription()).isNotNegative();
    }

    @Test
    void anErrorOfAnOperatorReachesTheSubscriberAndFreesThePool() {
        StepVerifier.create(flux.<Integer>handle((buffer, sink) -> {
                    buffer.release();
                    sink.error(new IllegalStateException("mine"));
                }))
                .expectErrorMessage("mine")
                .verify(PATIENCE);
        assertThat(firstNumberOfANewSubscription()).isPositive();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Requests once and keeps what it gets. */
    private static final class Hoarder extends BaseSubscriber<ByteBuf> {

        private final long requested;
        private final Semaphore received = new Semaphore(0);
        private final LinkedBlockingDeque<ByteBuf> kept = new LinkedBlockingDeque<>();
        private int taken;

        Hoarder(long requested) {
            this.requested = requested;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(requested);
        }

        @Override
        protected synchronized void hookOnNext(ByteBuf buffer) {
            if (isDisposed()) {
                buffer.release(); // a buffer may be on its way while cancel is called
            } else {
                kept.add(buffer);
                received.release();
            }
        }

        void awaitReceived(int total) {
            try {
                assertThat(received.tryAcquire(total - taken, 20, TimeUnit.SECONDS))
                        .as("%d buffers", total)
                        .isTrue();
                taken = total;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void releaseOldest() {
            ByteBuf oldest = kept.poll();
            if (oldest != null) {
                oldest.release();
            }
        }

        synchronized void cancelAndReleaseAll() {
            cancel();
            for (ByteBuf buffer = kept.poll(); buffer != null; buffer = kept.poll()) {
                buffer.release();
            }
        }
    }
}
