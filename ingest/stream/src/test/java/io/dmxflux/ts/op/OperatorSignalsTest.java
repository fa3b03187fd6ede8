// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

/** What Reactor asks of every operator, asked of each of ours. */
@ExtendWith(LeakCheck.class)
class OperatorSignalsTest {

    private static final String ON_NEXT_DROPPED = "reactor.onNextDropped.local";

    /** Every operator of the package. */
    static Stream<Named<Function<Flux<ByteBuf>, Flux<ByteBuf>>>> operators() {
        return Stream.concat(
                oneForOne(),
                Stream.of(Named.of("Pace", new Pace(new DatagramBursts(7 * 188, 8), Schedulers.parallel()))));
    }

    /** Those with downstream's demand. */
    static Stream<Named<Function<Flux<ByteBuf>, Flux<ByteBuf>>>> oneForOne() {
        return Stream.concat(reading(), Stream.of(Named.of("Stoppable", new Stoppable())));
    }

    /** Those that read what is in the packets. */
    static Stream<Named<Function<Flux<ByteBuf>, Flux<ByteBuf>>>> reading() {
        return Stream.of(
                Named.of("AlignPackets", new AlignPackets()), Named.of("CheckContinuity", new CheckContinuity()));
    }

    @ParameterizedTest
    @MethodSource("oneForOne")
    void demandIsPassedOnOneForOne(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        List<Long> requests = new ArrayList<>();
        Flux<ByteBuf> source = Flux.range(0, 10).map(i -> buffer(7)).doOnRequest(requests::add);

        StepVerifier.create(source.transform(operator), 0)
                .expectSubscription()
                .thenRequest(2)
                .consumeNextWith(ByteBuf::release)
                .consumeNextWith(ByteBuf::release)
                .thenRequest(3)
                .consumeNextWith(ByteBuf::release)
                .consumeNextWith(ByteBuf::release)
                .consumeNextWith(ByteBuf::release)
                .thenCancel()
                .verify();
        assertThat(requests).as("requests upstream").containsExactly(2L, 3L);
    }

    @Test
    void bufferWithoutAWholePacketIsReplaced() {
        List<Long> requests = new ArrayList<>();
        byte[] stream = CraftedPacket.run(1, 7);
        Flux<ByteBuf> source = Flux.range(0, 14)
                .map(i -> CraftedPacket.buffer(Arrays.copyOfRange(stream, i * 94, i * 94 + 94)))
                .doOnRequest(requests::add);

        StepVerifier.create(source.transform(new AlignPackets()), 1)
                .consumeNextWith(out -> assertThat(CraftedPacket.drain(out)).hasSize(4 * 188))
                .thenCancel()
                .verify();
        assertThat(requests)
                .as("one asked for, and one for each of the eight that gave nothing")
                .hasSize(9)
                .containsOnly(1L);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void cancelReachesTheSourceAndNothingIsKept(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();

        StepVerifier.create(source.flux().transform(operator).doOnNext(ByteBuf::release), 0)
                .thenRequest(1)
                .then(() -> source.next(CraftedPacket.buffer(new byte[100])))
                .thenCancel()
                .verify();
        source.assertCancelled();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void errorIsPassedOn(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();

        StepVerifier.create(source.flux().transform(operator).doOnNext(ByteBuf::release))
                .then(() -> source.next(CraftedPacket.buffer(new byte[100])))
                .then(() -> source.error(new IllegalStateException("the tuner is gone")))
                .thenConsumeWhile(buffer -> true)
                .verifyErrorMessage("the tuner is gone");
    }

    @ParameterizedTest
    @MethodSource("operators")
    void whatComesAfterTheEndIsReleasedAndItsErrorDropped(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        List<String> dropped = new ArrayList<>();
        Consumer<Throwable> hook = error -> dropped.add(error.getMessage());
        ByteBuf late = buffer(7);
        StepVerifier.create(source.flux()
                        .transform(operator)
                        .contextWrite(Context.of("reactor.onErrorDropped.local", hook)))
                .then(source::complete)
                .verifyComplete();
        source.next(late).error(new IllegalStateException("late"));

        assertThat(late.refCnt()).as("references to the late buffer").isZero();
        assertThat(dropped).containsExactly("late");
    }

    @ParameterizedTest
    @MethodSource("operators")
    void whatASubscriberThrowsEndsTheStreamAndNothingIsKept(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        List<String> signals = new ArrayList<>();
        Flux<ByteBuf> source = Flux.range(0, 10).map(i -> buffer(7));
        source.transform(operator).subscribe(new Throwing(signals));

        assertThat(signals).containsExactly("next", "error thrown in onNext");
    }

    @ParameterizedTest
    @MethodSource("operators")
    void contextReachesTheSource(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        Flux<ByteBuf> source = Flux.deferContextual(context -> {
            assertThat(context.<String>get("who")).isEqualTo("downstream");
            return Flux.<ByteBuf>empty();
        });

        StepVerifier.create(source.transform(operator).contextWrite(context -> context.put("who", "downstream")))
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("reading")
    void failingReadIsAnErrorAndCancelsTheSource(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        ByteBuf dead = buffer(7);
        dead.release();

        StepVerifier.create(source.flux().transform(operator))
                .then(() -> source.next(dead))
                .verifyError(IllegalReferenceCountException.class);
        source.assertCancelled();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void theHookForDroppedElementsIsToldOfALateBufferAndMayReleaseIt(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        List<Object> dropped = new ArrayList<>();
        ByteBuf late = buffer(7);
        StepVerifier.create(source.flux()
                        .transform(operator)
                        .contextWrite(context -> context.put(ON_NEXT_DROPPED, (Consumer<Object>) element -> {
                            dropped.add(element);
                            ((ByteBuf) element).release();
                        })))
                .then(source::complete)
                .verifyComplete();
        source.next(late);

        assertThat(dropped).hasSize(1);
        assertThat(dropped.get(0)).isSameAs(late);
        assertThat(late.refCnt()).as("references to the late buffer").isZero();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void whatComesAfterCancellationIsReleasedInSilence(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        List<Object> dropped = new ArrayList<>();
        ByteBuf late = buffer(7);
        Disposable subscription = source.flux()
                .transform(operator)
                .doOnNext(ByteBuf::release)
                .contextWrite(context -> context.put(ON_NEXT_DROPPED, (Consumer<Object>) dropped::add))
                .subscribe();
        subscription.dispose();
        source.next(late);

        assertThat(late.refCnt()).as("references to the late buffer").isZero();
        assertThat(dropped).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void aHookForDiscardedElementsReachesUpstreamAndIsNotAskedForOwnBuffers(
            Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        List<Object> discarded = new ArrayList<>();
        ByteBuf unwanted = buffer(7);
        ByteBuf wanted = buffer(7);
        StepVerifier.create(Flux.just(unwanted, wanted)
                        .filter(buffer -> buffer == wanted)
                        .transform(operator)
                        .doOnDiscard(ByteBuf.class, buffer -> {
                            discarded.add(buffer);
                            buffer.release();
                        }))
                .consumeNextWith(ByteBuf::release)
                .verifyComplete();

        assertThat(discarded).hasSize(1);
        assertThat(discarded.get(0)).isSameAs(unwanted);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void aSecondSubscriptionIsCancelledAndTheFirstKept(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        List<String> signals = new ArrayList<>();
        Flux<ByteBuf> twice = Flux.from(subscriber -> {
            subscriber.onSubscribe(recording("first", signals));
            subscriber.onSubscribe(recording("second", signals));
            subscriber.onComplete();
        });

        StepVerifier.create(twice.transform(operator).doOnSubscribe(subscription -> signals.add("onSubscribe")))
                .verifyComplete();

        assertThat(signals).containsOnlyOnce("onSubscribe").containsOnlyOnce("second cancelled");
        assertThat(signals).contains("first requested").doesNotContain("first cancelled", "second requested");
    }

    private static Subscription recording(String name, List<String> signals) {
        return new Subscription() {
            @Override
            public void request(long n) {
                signals.add(name + " requested");
            }

            @Override
            public void cancel() {
                signals.add(name + " cancelled");
            }
        };
    }

    /** The end of a stream behind one operator of Reactor's, which tells its neighbours. */
    private static final class Downstream extends BaseSubscriber<ByteBuf> {

        private final long demand;
        private Scannable neighbour = Scannable.from(null);

        Downstream(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            neighbour = Scannable.from(subscription);
            if (demand > 0) {
                request(demand);
            }
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            buffer.release();
        }

        Scannable operator() {
            return Objects.requireNonNull(neighbour.scan(Scannable.Attr.PARENT));
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void scanTellsNeighboursAndState(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Flux<ByteBuf> operated = operator.apply(source.flux().map(buffer -> buffer));
        Downstream downstream = new Downstream(1);
        operated.filter(buffer -> true).subscribe(downstream);
        Scannable subscriber = downstream.operator();

        assertThat(subscriber.scan(Scannable.Attr.ACTUAL)).isSameAs(downstream.neighbour);
        assertThat(subscriber.parents().map(Scannable::stepName)).contains("map");
        assertThat(Scannable.from(operated).parents().map(Scannable::stepName)).contains("map");
        assertThat(subscriber.scan(Scannable.Attr.RUN_STYLE))
                .isEqualTo(Scannable.from(operated).scan(Scannable.Attr.RUN_STYLE));
        assertThat(subscriber.scan(Scannable.Attr.CANCELLED)).isFalse();
        assertThat(subscriber.scan(Scannable.Attr.TERMINATED)).isFalse();
        source.complete();
        assertThat(subscriber.scan(Scannable.Attr.TERMINATED)).isTrue();
        assertThat(subscriber.scan(Scannable.Attr.CANCELLED)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void scanTellsCancellation(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Downstream downstream = new Downstream(1);
        source.flux().transform(operator).filter(buffer -> true).subscribe(downstream);
        downstream.cancel();

        assertThat(downstream.operator().scan(Scannable.Attr.CANCELLED)).isTrue();
        assertThat(downstream.operator().scan(Scannable.Attr.TERMINATED)).isFalse();
    }

    @Test
    void scanTellsWhatPaceHolds() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Flux<ByteBuf> paced = source.flux().transform(new Pace(new DatagramBursts(7 * 188, 8), Schedulers.parallel()));
        Downstream downstream = new Downstream(0);
        paced.filter(buffer -> true).subscribe(downstream);
        Scannable subscriber = downstream.operator();
        source.next(buffer(7), buffer(7));

        assertThat(Scannable.from(paced).scan(Scannable.Attr.PREFETCH)).isEqualTo(2);
        assertThat(subscriber.scan(Scannable.Attr.PREFETCH)).isEqualTo(2);
        assertThat(subscriber.scan(Scannable.Attr.BUFFERED)).isEqualTo(2);
        downstream.cancel();
        assertThat(subscriber.scan(Scannable.Attr.BUFFERED)).isZero();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void hooksOfAssemblySeeTheOperator(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        Flux<ByteBuf> source = Flux.empty();
        List<Object> assembled = new ArrayList<>();
        Thread here = Thread.currentThread(); // a hook is the whole process\'s
        Hooks.onEachOperator("seen", publisher -> {
            if (Thread.currentThread() == here) {
                assembled.add(publisher);
            }
            return publisher;
        });
        try {
            Flux<ByteBuf> operated = operator.apply(source);
            assertThat(assembled).containsExactly(operated);
        } finally {
            Hooks.resetOnEachOperator("seen");
        }
    }

    /** Throws at each buffer, and catches nothing. */
    private record Throwing(List<String> signals) implements CoreSubscriber<ByteBuf> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuf buffer) {
            buffer.release();
            signals.add("next");
            throw new IllegalStateException("thrown in onNext");
        }

        @Override
        public void onError(Throwable failure) {
            signals.add("error " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    private static ByteBuf buffer(int packets) {
        return CraftedPacket.buffer(CraftedPacket.run(0x100, packets));
    }
}
