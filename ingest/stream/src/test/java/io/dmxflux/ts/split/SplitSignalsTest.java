// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

/** Subscribers that leave at an awkward moment, or do what no subscriber should. */
@ExtendWith(LeakCheck.class)
class SplitSignalsTest {

    private static final int BATCH_PACKETS = 56;
    private static final int BATCHES = 3;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private final MultiplexSplitter splitter =
            MultiplexSplitter.builder().scheduler(time).build();
    private Disposable splitting = () -> {};

    @AfterEach
    void end() {
        splitting.dispose();
        time.dispose();
    }

    private void play() {
        upstream.next(CraftedPacket.buffer(CraftedPacket.run(0x100, BATCHES * BATCH_PACKETS)));
        time.advanceTimeBy(Duration.ofMillis(100));
    }

    /** All demand there is, and something to do at each signal. */
    private static final class Raw implements CoreSubscriber<ByteBuf> {

        private final Consumer<Raw> atEach;
        private final List<String> signals = new ArrayList<>();
        private final List<String> dropped = new ArrayList<>();
        private Subscription subscription = Operators.emptySubscription();

        Raw(Consumer<Raw> atEach) {
            this.atEach = atEach;
        }

        @Override
        public Context currentContext() {
            Consumer<Throwable> hook = failure -> dropped.add(failure.getMessage());
            return Context.of("reactor.onErrorDropped.local", hook);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            this.subscription = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuf batch) {
            batch.release();
            signal("next");
        }

        @Override
        public void onError(Throwable failure) {
            signal("error");
        }

        @Override
        public void onComplete() {
            signal("complete");
        }

        private void signal(String name) {
            signals.add(name);
            atEach.accept(this);
        }
    }

    /** Asks for nothing by itself. */
    private static final class Late extends BaseSubscriber<ByteBuf> {

        private int batches;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(ByteBuf batch) {
            batch.release();
            batches++;
        }
    }

    private static void fail(Raw subscriber) {
        throw new IllegalStateException("thrown by a subscriber, to be dropped");
    }

    @Test
    void whatIsDueDoesNotFollowACancelledOne() {
        splitting = splitter.split(upstream.flux()).subscribe();
        SplitOutput output = splitter.addWhole(SplitOutputConfig.DATAGRAMS);
        play();
        Raw cancelling = new Raw(subscriber -> subscriber.subscription.cancel());
        output.batches().subscribe(cancelling);
        play();
        upstream.complete();
        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(cancelling.signals).containsExactly("next");
    }

    @Test
    void aSubscriberThatThrowsGetsTheErrorAndTheOthersEverything() {
        splitting = splitter.split(upstream.flux()).subscribe();
        Raw throwing = new Raw(SplitSignalsTest::fail);
        splitter.addWhole(SplitOutputConfig.DATAGRAMS).batches().subscribe(throwing);
        Recorded other = Recorded.of(splitter.addWhole(SplitOutputConfig.DATAGRAMS));
        play();
        upstream.complete();
        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(throwing.signals).containsExactly("next", "error");
        assertThat(throwing.dropped).containsExactly("thrown by a subscriber, to be dropped");
        assertThat(other.bytes()).isEqualTo(CraftedPacket.run(0x100, BATCHES * BATCH_PACKETS));
        assertThat(other.end).isEqualTo("complete");
    }

    /** Where the input waits for every output, one that hangs would hang all. */
    @Test
    void aRequestForNothingEndsThatOutputAloneAndTheInputGoesOn() {
        MultiplexSplitter waiting = MultiplexSplitter.builder()
                .slowOutputs(SlowOutputPolicy.PAUSE_INPUT)
                .longestDelay(Duration.ZERO)
                .scheduler(time)
                .build();
        List<String> end = new ArrayList<>();
        waiting.addWhole(SplitOutputConfig.DATAGRAMS).batches().subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(-1);
            }

            @Override
            public void onNext(ByteBuf batch) {
                batch.release();
                end.add("next");
            }

            @Override
            public void onError(Throwable failure) {
                end.add(String.valueOf(failure.getMessage()));
            }

            @Override
            public void onComplete() {
                end.add("complete");
            }
        });
        Recorded other = Recorded.of(waiting.addWhole(SplitOutputConfig.DATAGRAMS));
        waiting.split(Flux.range(0, 100)
                        .map(i -> CraftedPacket.buffer(CraftedPacket.run(0x100, i * BATCH_PACKETS, BATCH_PACKETS))))
                .subscribe();
        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(end).containsExactly("multiplex: request: -1 (expected: more than 0, Reactive Streams 3.9)");
        assertThat(other.bytes()).isEqualTo(CraftedPacket.run(0x100, 0, 100 * BATCH_PACKETS));
    }

    /** More than the queue of an output without demand has room for, where the input would wait for it. */
    @Test
    void aSubscriberThatThrowsFromOnSubscribeDoesNotHoldUpTheInput() {
        MultiplexSplitter waiting = MultiplexSplitter.builder()
                .slowOutputs(SlowOutputPolicy.PAUSE_INPUT)
                .longestDelay(Duration.ZERO)
                .scheduler(time)
                .build();
        Flux<ByteBuf> batches = waiting.addWhole(SplitOutputConfig.DATAGRAMS).batches();
        assertThatIllegalStateException().isThrownBy(() -> batches.subscribe(new Refusing()));
        Recorded other = Recorded.of(waiting.addWhole(SplitOutputConfig.DATAGRAMS));
        waiting.split(Flux.range(0, 5_000)
                        .map(i -> CraftedPacket.buffer(CraftedPacket.run(0x100, i * BATCH_PACKETS, BATCH_PACKETS))))
                .subscribe();
        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(other.bytes()).hasSize(5_000 * BATCH_PACKETS * TsPacket.LENGTH);
        assertThat(other.end).isEqualTo("complete");
    }

    private static final class Refusing implements CoreSubscriber<ByteBuf> {

        @Override
        public void onSubscribe(Subscription subscription) {
            throw new IllegalStateException("thrown in onSubscribe");
        }

        @Override
        public void onNext(ByteBuf batch) {
            batch.release();
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    @Test
    void aBufferThatCannotBeReadEndsTheStreamAndCancelsTheInput() {
        List<String> end = new ArrayList<>();
        splitting = splitter.split(upstream.flux())
                .subscribe(nothing -> {}, failure -> end.add(failure.getClass().getSimpleName()));
        Recorded output = Recorded.of(splitter.addWhole(SplitOutputConfig.DATAGRAMS));
        play();
        ByteBuf released = CraftedPacket.buffer(CraftedPacket.run(0x100, 7));
        released.release();
        upstream.next(released);
        time.advanceTimeBy(Duration.ofMillis(100));

        upstream.assertCancelled();
        assertThat(end).containsExactly("IllegalReferenceCountException");
        assertThat(output.bytes()).isEqualTo(CraftedPacket.run(0x100, BATCHES * BATCH_PACKETS));
        assertThat(output.end).isNotEqualTo("complete").isNotEmpty();
    }

    /** As an assertion in a test's listener does. */
    @Test
    void anErrorOfAListenerGoesToTheHookAndEndsNothing() {
        List<String> dropped = new ArrayList<>();
        MultiplexSplitter listened = MultiplexSplitter.builder()
                .scheduler(time)
                .onEvent(event -> {
                    throw new AssertionError("thrown by a listener");
                })
                .build();
        Recorded output = Recorded.of(
                listened.addService(SplitOutputConfig.DATAGRAMS, new ServiceSelection.ById(7), ServiceEdit.NONE));
        Thread here = Thread.currentThread(); // a hook is the whole process\'s
        Hooks.onErrorDropped(error -> {
            if (Thread.currentThread() == here) {
                dropped.add(String.valueOf(error.getMessage()));
            }
        });
        try {
            listened.split(Flux.just(CraftedPacket.buffer(
                            new Multiplexer().pat(0, new Program(1, 0x20)).take())))
                    .subscribe();
            time.advanceTimeBy(Duration.ofMillis(100));
        } finally {
            Hooks.resetOnErrorDropped();
        }

        assertThat(dropped).containsOnly("thrown by a listener");
        assertThat(output.end).isEqualTo("complete");
    }

    /** As one that Reactor calls fatal. */
    @Test
    void anErrorOfAListenerOfPidsGoesToTheHookAndEndsNothing() {
        List<String> dropped = new ArrayList<>();
        MultiplexSplitter listened = MultiplexSplitter.builder().scheduler(time).build();
        SplitOutput service =
                listened.addService(SplitOutputConfig.DATAGRAMS, new ServiceSelection.ById(1), ServiceEdit.NONE);
        service.onPids(pids -> {
            throw new NoClassDefFoundError("thrown by a listener");
        });
        Recorded output = Recorded.of(service);
        List<String> end = new ArrayList<>();
        Thread here = Thread.currentThread(); // a hook is the whole process\'s
        Hooks.onErrorDropped(error -> {
            if (Thread.currentThread() == here) {
                dropped.add(String.valueOf(error.getMessage()));
            }
        });
        try {
            listened.split(Flux.just(oneService()))
                    .subscribe(nothing -> {}, failure -> end.add("failed"), () -> end.add("complete"));
            time.advanceTimeBy(Duration.ofMillis(100));
        } finally {
            Hooks.resetOnErrorDropped();
        }

        assertThat(dropped).containsOnly("thrown by a listener");
        assertThat(output.end).isEqualTo("complete");
        assertThat(end).containsExactly("complete");
    }

    private static ByteBuf oneService() {
        ElementaryStream stream = new ElementaryStream(0x1B, 0x100, Descriptors.EMPTY);
        return CraftedPacket.buffer(new Multiplexer()
                .pat(0, new Program(1, 0x20))
                .pmt(0x20, new ProgramMapTable(1, 0, 0x100, Descriptors.EMPTY, List.of(stream)))
                .packets(0x100, 0x100)
                .take());
    }

    @Test
    void aSubscriberThatThrowsAtTheEndKeepsNobodyFromIt() {
        List<String> end = new ArrayList<>();
        splitting = splitter.split(upstream.flux())
                .doOnSuccess(nothing -> end.add("through"))
                .subscribe();
        Raw throwing = new Raw(SplitSignalsTest::fail);
        splitter.addWhole(SplitOutputConfig.DATAGRAMS).batches().subscribe(throwing);
        Recorded other = Recorded.of(splitter.addWhole(SplitOutputConfig.DATAGRAMS));
        upstream.complete();

        assertThat(other.end).isEqualTo("complete");
        assertThat(end).containsExactly("through");
        assertThat(throwing.dropped).containsExactly("thrown by a subscriber, to be dropped");
    }

    @Test
    void anUpstreamThatIsLateForACancelIsCancelled() {
        List<CoreSubscriber<? super ByteBuf>> late = new ArrayList<>();
        Flux<ByteBuf> packets = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
                late.add(subscriber);
            }
        };
        splitter.split(packets).subscribe().dispose();
        upstream.subscribe(late.get(0));

        upstream.assertCancelled();
    }

    @Test
    void aSecondSubscriptionFailsAloneAndTheFirstGoesOn() {
        List<String> end = new ArrayList<>();
        Mono<Void> split = splitter.split(upstream.flux());
        splitting = split.subscribe(nothing -> {}, failure -> end.add("failed"), () -> end.add("complete"));
        Recorded output = Recorded.of(splitter.addWhole(SplitOutputConfig.DATAGRAMS));
        StepVerifier.create(split)
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("split: has a subscriber already"));
        TestPublisher<ByteBuf> another = TestPublisher.create();
        StepVerifier.create(splitter.split(another.flux())).verifyError(IllegalStateException.class);
        another.assertWasNotSubscribed();
        play();
        upstream.complete();
        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(output.bytes()).isEqualTo(CraftedPacket.run(0x100, BATCHES * BATCH_PACKETS));
        assertThat(output.end).isEqualTo("complete");
        assertThat(end).containsExactly("complete");
    }

    /** What a lost wake-up looks like: without the request, nothing else would ever wake the splitter. */
    @Test
    void aSubscriberThatAsksLateIsServedAtOnce() {
        splitting = splitter.split(upstream.flux()).subscribe();
        Late late = new Late();
        splitter.addWhole(new SplitOutputConfig(7, BATCH_PACKETS / 7, SplitOutputConfig.DEFAULT_FILL))
                .batches()
                .subscribe(late);
        play();
        assertThat(late.batches).isZero();
        late.request(1);
        assertThat(late.batches).isEqualTo(1);
        late.request(2);
        assertThat(late.batches).isEqualTo(BATCHES);
        late.cancel();
    }

    @Test
    void theInputSeesTheSubscribersContextAndBothSidesCanBeScanned() {
        List<String> seen = new ArrayList<>();
        Flux<ByteBuf> packets = Flux.deferContextual(context -> {
            seen.add(context.get("who"));
            return upstream.flux();
        });
        Mono<Void> split = splitter.split(packets);
        splitting = split.contextWrite(context -> context.put("who", "me")).subscribe();
        assertThat(seen).containsExactly("me");
        assertThat(Scannable.from(split).scan(Scannable.Attr.PARENT)).isSameAs(packets);

        Flux<ByteBuf> batches = splitter.addService(
                        SplitOutputConfig.DATAGRAMS, new ServiceSelection.ById(7), ServiceEdit.NONE)
                .batches();
        assertThat(Scannable.from(batches).name()).isEqualTo("service 7");
        List<Subscription> subscriptions = new ArrayList<>();
        batches.doOnSubscribe(subscriptions::add).subscribe(ByteBuf::release);
        Scannable demand = Scannable.from(subscriptions.get(0));
        assertThat(demand.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(Long.MAX_VALUE);
        assertThat(demand.actuals()).isNotEmpty();
        subscriptions.get(0).cancel();
        assertThat(demand.scan(Scannable.Attr.CANCELLED)).isTrue();
    }

    @Test
    void whatIsHookedToAssemblySeesEachOfTheStreams() {
        List<String> assembled = new ArrayList<>();
        Thread here = Thread.currentThread(); // a hook is the whole process\'s
        Hooks.onEachOperator("split", publisher -> {
            if (Thread.currentThread() == here) {
                assembled.add(publisher.getClass().getSimpleName());
            }
            return publisher;
        });
        try {
            MultiplexSplitter hooked =
                    MultiplexSplitter.builder().scheduler(time).build();
            hooked.addWhole(SplitOutputConfig.DATAGRAMS);
            hooked.split(Flux.never());
        } finally {
            Hooks.resetOnEachOperator("split");
        }
        assertThat(assembled).contains("ServiceListing", "BatchStream", "SplitMono");
    }

    @Test
    void nothingIsLeftOnTheSchedulerHoweverItEnds() {
        for (int way = 0; way < 4; way++) {
            CountedTimers timers = new CountedTimers(time);
            TestPublisher<ByteBuf> packets = TestPublisher.create();
            MultiplexSplitter counted =
                    MultiplexSplitter.builder().scheduler(timers).build();
            Recorded output = Recorded.of(counted.addWhole(SplitOutputConfig.DATAGRAMS));
            Disposable running = counted.split(packets.flux()).subscribe(nothing -> {}, failure -> {});
            packets.next(CraftedPacket.buffer(CraftedPacket.run(0x100, 10)));
            assertThat(timers.openTimers()).isEqualTo(1);
            switch (way) {
                case 0 -> packets.complete();
                case 1 -> packets.error(new IllegalStateException("unplugged"));
                case 2 -> running.dispose();
                default -> {
                    output.cancel();
                    assertThat(timers.openTimers())
                            .as("of an output that has left")
                            .isZero();
                }
            }
            time.advanceTimeBy(Duration.ofSeconds(1));
            assertThat(timers.timersSet()).isPositive();
            assertThat(timers.openTimers()).as("timers, way " + way).isZero();
            assertThat(timers.openWorkers()).as("workers, way " + way).isZero();
            running.dispose();
        }
    }

    @Test
    void aSchedulerThatTakesNoTimersEndsTheStreamAndNothingIsLost() {
        List<String> end = new ArrayList<>();
        MultiplexSplitter untimed = MultiplexSplitter.builder()
                .scheduler(Schedulers.fromExecutor(Runnable::run))
                .build();
        Recorded output = Recorded.of(untimed.addWhole(SplitOutputConfig.DATAGRAMS));
        untimed.split(upstream.flux())
                .subscribe(nothing -> {}, failure -> end.add(failure.getClass().getSimpleName()));
        upstream.next(CraftedPacket.buffer(CraftedPacket.run(0x100, 10)));

        upstream.assertCancelled();
        assertThat(output.bytes()).isEqualTo(CraftedPacket.run(0x100, 10));
        assertThat(output.end).contains("splitter: its scheduler takes no timer");
        assertThat(end).hasSize(1).allMatch(name -> name.contains("Rejected"));
    }
}
