// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

/** Demand, order and ends of the hand-off and the fan-out, each buffer counted. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class EmitOnAndTeeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static List<ByteBuf> buffers(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Unpooled.buffer(4).writeInt(number))
                .toList();
    }

    private static int use(ByteBuf buffer) {
        int number = buffer.getInt(0);
        buffer.release();
        return number;
    }

    private static void assertReleased(List<ByteBuf> buffers) {
        assertThat(buffers).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    // emitOn

    @Test
    void emitsInOrderOnTheSchedulersThread() {
        Scheduler single = Schedulers.newSingle("emitted-here");
        StepVerifier.create(DmxFlux.emitOn(Flux.fromIterable(buffers(100)), single, 3)
                        .doOnNext(buffer ->
                                assertThat(Thread.currentThread().getName()).startsWith("emitted-here"))
                        .map(EmitOnAndTeeTest::use))
                .expectNextSequence(IntStream.range(0, 100).boxed().toList())
                .expectComplete()
                .verify(PATIENCE);
        single.dispose();
    }

    @Test
    void holdsNoMoreThanItsPrefetch() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        List<ByteBuf> three = buffers(3);
        StepVerifier.create(
                        DmxFlux.emitOn(source.flux(), Schedulers.immediate(), 2).map(EmitOnAndTeeTest::use), 0)
                .then(() -> source.assertMinRequested(2).next(three.get(0), three.get(1)))
                .then(() -> source.assertMaxRequested(2))
                .thenRequest(2)
                .expectNext(0, 1)
                .then(() -> source.next(three.get(2)))
                .thenCancel()
                .verify(PATIENCE);
        source.assertCancelled();
        assertReleased(three);
    }

    @Test
    void moreThanWasRequestedIsAnErrorAndReleased() {
        List<ByteBuf> many = buffers(5);
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(
                TestPublisher.Violation.REQUEST_OVERFLOW, TestPublisher.Violation.DEFER_CANCELLATION);
        StepVerifier.create(DmxFlux.emitOn(source.flux(), Schedulers.immediate(), 1), 0)
                .then(() -> many.forEach(source::next))
                .thenCancel()
                .verify(PATIENCE);
        assertReleased(many);
    }

    @Test
    void anErrorComesAfterTheBuffersBeforeIt() {
        StepVerifier.create(DmxFlux.emitOn(
                                Flux.fromIterable(buffers(2)).concatWith(Flux.error(new IllegalStateException("mine"))),
                                Schedulers.parallel(),
                                4)
                        .map(EmitOnAndTeeTest::use))
                .expectNext(0, 1)
                .expectErrorMessage("mine")
                .verify(PATIENCE);
    }

    @Test
    void aSubscriberThatThrowsIsToldAndTheRestReleased() {
        List<ByteBuf> all = buffers(4);
        AtomicReference<Throwable> told = new AtomicReference<>();
        DmxFlux.emitOn(Flux.fromIterable(all), Schedulers.immediate(), 4).subscribe(new CoreSubscriber<ByteBuf>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuf buffer) {
                buffer.release();
                throw new IllegalStateException("mine");
            }

            @Override
            public void onError(Throwable failure) {
                told.set(failure);
            }

            @Override
            public void onComplete() {
                told.set(new AssertionError("completed"));
            }
        });
        assertThat(told.get()).hasMessage("mine");
        assertReleased(all.subList(0, 1));
        all.stream().filter(buffer -> buffer.refCnt() > 0).forEach(ByteBuf::release); // what the source kept
    }

    @Test
    void aSchedulerThatIsDisposedIsAnErrorAndWhatWaitedReleased() {
        Scheduler disposed = Schedulers.newSingle("disposed");
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.DEFER_CANCELLATION);
        List<ByteBuf> two = buffers(2);
        StepVerifier.create(DmxFlux.emitOn(source.flux(), disposed, 4))
                .then(disposed::dispose)
                .then(() -> two.forEach(source::next))
                .expectError(RejectedExecutionException.class)
                .verify(PATIENCE);
        source.assertCancelled();
        assertReleased(two);
    }

    /** Nobody tells that a Scheduler is disposed: what waits is released at the next signal, here the end of the pool. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingThePoolReleasesWhatWaitsForASchedulerThatIsDisposed(boolean busy) {
        Scheduler single = Schedulers.newSingle("disposed");
        CountDownLatch free = new CountDownLatch(1);
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            CompletableFuture<Throwable> error = new CompletableFuture<>();
            DmxFlux.of(fed.pool(), PesFilter.fullTs()).emitOn(single).subscribe(new BaseSubscriber<>() {

                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    if (busy) {
                        single.schedule(() -> awaitUninterruptibly(free));
                    }
                }

                @Override
                protected void hookOnError(Throwable failure) {
                    error.complete(failure);
                }
            });
            await().until(() -> {
                fed.deliver(1);
                return fed.pool().stats().lent() == 3;
            });
            single.dispose();
            fed.closeAndWait();
            assertThat(error.orTimeout(60, TimeUnit.SECONDS).join()).isInstanceOf(RejectedExecutionException.class);
        } finally {
            free.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                over = latch.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // the Scheduler is disposed
            }
        }
    }

    @Test
    void aClosedPoolIsToldAndLeavesNoWorker() {
        List<Scheduler.Worker> workers = new CopyOnWriteArrayList<>();
        Scheduler remembering = new Scheduler() {

            @Override
            public Disposable schedule(Runnable task) {
                return Schedulers.single().schedule(task);
            }

            @Override
            public Worker createWorker() {
                Worker worker = Schedulers.single().createWorker();
                workers.add(worker);
                return worker;
            }
        };
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            fed.closeAndWait();
            StepVerifier.create(DmxFlux.of(fed.pool(), PesFilter.fullTs()).emitOn(remembering))
                    .expectErrorMessage("sim:fed: pool closed (expected: open)")
                    .verify(PATIENCE);
        }
        assertThat(workers).hasSize(1);
        await().until(workers.get(0)::isDisposed);
    }

    /** It reads as zeros. */
    @Test
    void whatIsTakenBackWhileItWaitsIsNotEmitted() {
        FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD);
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        drain.close();
        TestPublisher<ByteBuf> source = TestPublisher.create();
        StepVerifier.create(DmxFlux.emitOn(source.flux(), Schedulers.immediate(), 1), 0)
                .then(() -> source.next(lent))
                .then(() -> assertThat(fed.pool().close(Duration.ZERO)).hasSize(1))
                .thenRequest(1)
                .then(() -> source.assertMinRequested(1).complete())
                .expectComplete()
                .verify(PATIENCE);
        assertThat(lent.refCnt()).isZero();
        fed.close();
    }

    /** The moment at which Reactor's own loses: the task is scheduled and never runs. */
    @Test
    void aCancelBeforeTheTaskHasBegunReleasesWhatIsQueued() {
        Scheduler never = Schedulers.fromExecutor(task -> {});
        TestPublisher<ByteBuf> source = TestPublisher.create();
        List<ByteBuf> two = buffers(2);
        BaseSubscriber<ByteBuf> subscriber = new BaseSubscriber<>() {};
        DmxFlux.emitOn(source.flux(), never, 4).subscribe(subscriber);
        two.forEach(source::next);
        assertThat(two).allSatisfy(buffer -> assertThat(buffer.refCnt()).isEqualTo(1));
        subscriber.cancel();
        assertReleased(two);
    }

    // tee

    @Test
    void eachSubscriberGetsEachBuffer() {
        List<ByteBuf> all = buffers(50);
        Flux<Integer> tee = DmxFlux.tee(Flux.fromIterable(all), 3).map(EmitOnAndTeeTest::use);
        StepVerifier.create(Flux.zip(tee, tee, tee))
                .expectNextCount(50)
                .expectComplete()
                .verify(PATIENCE);
        assertReleased(all);
    }

    @Test
    void nothingBeginsBeforeSoManyHaveSubscribed() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Flux<ByteBuf> tee = DmxFlux.tee(source.flux(), 2);
        BaseSubscriber<ByteBuf> first = new BaseSubscriber<>() {};
        tee.subscribe(first);
        source.assertWasNotSubscribed();
        BaseSubscriber<ByteBuf> second = new BaseSubscriber<>() {};
        tee.subscribe(second);
        source.assertWasSubscribed();
        first.cancel();
        second.cancel();
    }

    @Test
    void asksForWhatTheSlowestAsksForUntilItCancels() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Flux<Integer> tee = DmxFlux.tee(source.flux(), 2).map(EmitOnAndTeeTest::use);
        List<Integer> quick = new ArrayList<>();
        tee.subscribe(quick::add);
        BaseSubscriber<Integer> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }
        };
        tee.subscribe(slow);
        source.assertMaxRequested(1);
        List<ByteBuf> three = buffers(3);
        source.next(three.get(0));
        slow.request(1);
        source.assertMaxRequested(1).next(three.get(1));
        slow.cancel();
        source.assertNotCancelled().assertMinRequested(Long.MAX_VALUE).next(three.get(2));
        assertThat(quick).containsExactly(0, 1, 2);
        assertReleased(three);
        source.complete();
    }

    @Test
    void noBranchCanWriteWhatTheOthersRead() {
        List<ByteBuf> one = buffers(1);
        Flux<ByteBuf> tee = DmxFlux.tee(Flux.fromIterable(one), 2);
        List<Throwable> refused = new ArrayList<>();
        for (int branch = 0; branch < 2; branch++) {
            tee.subscribe(buffer -> {
                refused.add(catchThrowable(() -> buffer.setByte(buffer.readerIndex(), 1)));
                assertThat(buffer.nioBuffer().isReadOnly()).isTrue();
                buffer.release();
            });
        }
        assertThat(refused).hasSize(2).hasOnlyElementsOfType(ReadOnlyBufferException.class);
        assertReleased(one);
    }

    @Test
    void theLastToCancelCancels() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Flux<ByteBuf> tee = DmxFlux.tee(source.flux(), 2);
        BaseSubscriber<ByteBuf> first = new BaseSubscriber<>() {};
        tee.subscribe(first);
        StepVerifier.create(tee, 0)
                .then(first::cancel)
                .then(source::assertNotCancelled)
                .thenCancel()
                .verify(PATIENCE);
        source.assertCancelled();
    }

    /** Of what waits: a branch that gives up, and one that takes its place before the beginning, as retry() does. */
    @Test
    void oneThatCancelsBeforeTheBeginningLeavesItsPlace() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        List<ByteBuf> two = buffers(2);
        Flux<ByteBuf> tee = DmxFlux.tee(source.flux(), 2);
        Asking impatient = new Asking();
        Asking second = new Asking();
        Asking third = new Asking();
        tee.subscribe(impatient);
        impatient.request(5);
        impatient.cancel();
        tee.subscribe(second);
        second.request(5);
        source.assertWasNotSubscribed();
        tee.subscribe(third);
        third.request(2);
        source.assertMinRequested(2).next(two.get(0), two.get(1));
        assertThat(impatient.received).isEmpty();
        assertThat(second.received).hasSize(2);
        assertThat(third.received).hasSize(2);
        second.cancel();
        third.cancel();
        source.assertCancelled();
        assertReleased(two);
    }

    @Test
    void theContextIsThatOfTheFirstOfThoseThatBegin() {
        AtomicReference<String> seen = new AtomicReference<>("nothing");
        Flux<ByteBuf> tee = DmxFlux.tee(
                Flux.deferContextual(context -> {
                    seen.set(context.get("key"));
                    return Flux.empty();
                }),
                2);
        tee.contextWrite(Context.of("key", "gone")).subscribe().dispose();
        tee.contextWrite(Context.of("key", "first")).subscribe();
        tee.contextWrite(Context.of("key", "second")).subscribe();
        assertThat(seen).hasValue("first");
    }

    @Test
    void oneThatCancelsWithinItsOnSubscribeLeavesItsPlace() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Flux<ByteBuf> tee = DmxFlux.tee(source.flux(), 1);
        tee.subscribe(new BaseSubscriber<>() {

            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                cancel();
            }
        });
        source.assertWasNotSubscribed();
        StepVerifier.create(tee, 0)
                .then(source::assertWasSubscribed)
                .thenCancel()
                .verify(PATIENCE);
        source.assertCancelled();
    }

    @Test
    void theLastToCancelHasCancelledWhenItReturnsAlthoughAnotherThreadRequests() {
        CountDownLatch requesting = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        Flux<ByteBuf> source = Flux.from(subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                requesting.countDown();
                awaitUninterruptibly(cancelled);
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        }));
        Flux<ByteBuf> tee = new Tee(source, 2);
        BaseSubscriber<ByteBuf> first = new BaseSubscriber<>() {};
        BaseSubscriber<ByteBuf> second = new BaseSubscriber<>() {};
        CompletableFuture<Void> requests = CompletableFuture.runAsync(() -> {
            tee.subscribe(first);
            tee.subscribe(second);
        });
        awaitUninterruptibly(requesting);

        first.cancel();
        assertThat(cancelled.getCount()).isOne();
        second.cancel();
        assertThat(cancelled.getCount()).isZero();
        requests.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void oneSubscriberTooManyIsTold() {
        Flux<ByteBuf> tee = DmxFlux.tee(Flux.never(), 1);
        BaseSubscriber<ByteBuf> first = new BaseSubscriber<>() {};
        tee.subscribe(first);
        StepVerifier.create(tee)
                .expectErrorMessage("tee(1): already has 1 subscribers (expected: no more while they receive; tee(2)"
                        + " takes one more)")
                .verify(PATIENCE);
        first.cancel();
        StepVerifier.create(tee, 0).thenCancel().verify(PATIENCE);
    }

    @Test
    void aBranchThatThrowsLeavesTheOthers() {
        List<ByteBuf> all = buffers(3);
        Flux<ByteBuf> tee = DmxFlux.tee(Flux.fromIterable(all), 2);
        AtomicReference<Throwable> told = new AtomicReference<>();
        tee.map(EmitOnAndTeeTest::use)
                .map(number -> {
                    throw new IllegalStateException("mine");
                })
                .subscribe(number -> {}, told::set);
        StepVerifier.create(tee.map(EmitOnAndTeeTest::use))
                .expectNext(0, 1, 2)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(told.get()).hasMessage("mine");
        assertReleased(all);
    }

    // both

    @Test
    void contextAndScanPassThrough() {
        AtomicReference<String> seen = new AtomicReference<>("nothing");
        Flux<ByteBuf> source = Flux.deferContextual(context -> {
            seen.set(context.get("key"));
            return Flux.empty();
        });
        Flux<ByteBuf> both = DmxFlux.tee(DmxFlux.emitOn(source, Schedulers.immediate(), 2), 1);
        StepVerifier.create(both.contextWrite(Context.of("key", "value")))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(seen).hasValue("value");
        assertThat(Scannable.from(both).parents().count()).isEqualTo(2);
        assertThat(DmxFlux.emitOn(source, Schedulers.immediate(), 7).getPrefetch())
                .isEqualTo(7);
    }

    @Test
    void theHookForAssemblyIsApplied() {
        List<String> assembled = new ArrayList<>();
        Thread here = Thread.currentThread(); // a hook is the whole process\'s
        Hooks.onEachOperator("test", publisher -> {
            if (Thread.currentThread() == here) {
                assembled.add(publisher.getClass().getSimpleName());
            }
            return publisher;
        });
        try {
            DmxFlux.tee(DmxFlux.emitOn(Flux.never(), Schedulers.immediate(), 2), 1);
        } finally {
            Hooks.resetOnEachOperator("test");
        }
        assertThat(assembled).endsWith("EmitOn", "Tee");
    }

    @Test
    void figuresThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> DmxFlux.emitOn(Flux.never(), Schedulers.immediate(), 0))
                .hasMessage("prefetch: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> DmxFlux.tee(Flux.never(), 0)).hasMessage("subscribers: 0 (expected: 1 or more)");
    }

    // what breaks the rules

    /** Requests nothing by itself, and keeps the error. */
    private static class Asking extends BaseSubscriber<ByteBuf> {

        final AtomicReference<Throwable> error = new AtomicReference<>();
        final List<ByteBuf> received = new CopyOnWriteArrayList<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // requests later
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            received.add(buffer);
            buffer.release();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            error.set(failure);
        }

        /** As it is: {@code request(0)} would be refused by BaseSubscriber itself. */
        void requestNothing() {
            upstream().request(0);
        }

        void assertToldOfItsRequest() {
            assertThat(error.get())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("request: 0 (expected: more than 0, Reactive Streams 3.9)");
        }
    }

    @Test
    void aRequestOfNothingIsAnErrorBehindEmitOn() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        List<ByteBuf> two = buffers(2);
        Asking subscriber = new Asking();
        DmxFlux.emitOn(source.flux(), Schedulers.immediate(), 2).subscribe(subscriber);
        source.next(two.get(0), two.get(1));
        subscriber.requestNothing();
        subscriber.assertToldOfItsRequest();
        source.assertCancelled();
        assertReleased(two);
    }

    @Test
    void aRequestOfNothingIsAnErrorOfItsBranchAlone() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        List<ByteBuf> two = buffers(2);
        Asking bad = new Asking();
        Asking good = new Asking();
        Flux<ByteBuf> tee = DmxFlux.tee(source.flux(), 2);
        tee.subscribe(bad);
        tee.subscribe(good);
        bad.request(1);
        good.request(2);
        source.next(two.get(0));
        bad.requestNothing();
        bad.assertToldOfItsRequest();
        source.next(two.get(1));
        assertThat(bad.received).hasSize(1);
        assertThat(good.received).hasSize(2);
        good.cancel();
        source.assertCancelled();
        assertReleased(two);
    }

    @Test
    void aRequestOfNothingFromWithinOnNextComesAfterIt() {
        List<ByteBuf> two = buffers(2);
        List<String> order = new ArrayList<>();
        Asking bad = new Asking() {

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                requestNothing();
                order.add("onNext");
                buffer.release();
            }

            @Override
            protected void hookOnError(Throwable failure) {
                order.add("onError");
            }
        };
        TestPublisher<ByteBuf> source = TestPublisher.create();
        DmxFlux.tee(source.flux(), 1).subscribe(bad);
        bad.request(2);
        source.next(two.get(0));
        assertThat(order).containsExactly("onNext", "onError");
        source.assertCancelled();
        two.get(1).release();
        assertReleased(two);
    }

    @Test
    void aSubscriberThatThrowsFromOnSubscribeLeavesItsPlace() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        List<ByteBuf> one = buffers(1);
        Flux<ByteBuf> tee = DmxFlux.tee(source.flux(), 2);
        Asking good = new Asking();
        tee.subscribe(good);
        good.request(1);
        Asking broken = new Asking();
        assertThatThrownBy(() -> tee.subscribe(new CoreSubscriber<>() {

                    @Override
                    public void onSubscribe(Subscription subscription) {
                        throw new IllegalStateException("cannot");
                    }

                    @Override
                    public void onNext(ByteBuf buffer) {
                        broken.onNext(buffer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        broken.onError(failure);
                    }

                    @Override
                    public void onComplete() {
                        broken.onComplete();
                    }
                }))
                .hasMessage("cannot");
        source.assertWasNotSubscribed();
        Asking other = new Asking();
        tee.subscribe(other);
        other.request(1);
        source.assertMinRequested(1).next(one.get(0));
        assertThat(good.received).hasSize(1);
        assertThat(broken.received).isEmpty();
        good.cancel();
        other.cancel();
        assertReleased(one);
    }

    @Test
    void aBranchThatThrowsAtTheEndLeavesTheOthersTheirs() {
        List<String> seen = new ArrayList<>();
        Consumer<Throwable> hook = error -> seen.add("dropped " + error.getMessage());
        Flux<ByteBuf> tee = DmxFlux.tee(Flux.fromIterable(buffers(1)), 2);
        tee.subscribe(new BaseSubscriber<>() {

            @Override
            public Context currentContext() {
                return Context.of("reactor.onErrorDropped.local", hook);
            }

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                buffer.release();
            }

            @Override
            protected void hookOnComplete() {
                throw new IllegalStateException("thrown at the end");
            }

            @Override
            protected void hookOnError(Throwable failure) {
                throw new IllegalStateException("thrown at the end");
            }
        });
        tee.subscribe(ByteBuf::release, failure -> seen.add("failed"), () -> seen.add("complete"));
        assertThat(seen).contains("complete").hasSize(2);
    }
}
