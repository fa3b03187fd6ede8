// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dmxflux.dmx.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;
import reactor.util.context.Context;

@ExtendWith(LeakCheck.class)
class StoppableTest {

    private static final int ROUNDS = 2_000;

    private final Stoppable stoppable = new Stoppable();

    private static ByteBuf buffer() {
        return Unpooled.directBuffer(188).writeByte(0x47);
    }

    /** Releases all that it gets, and counts ends. */
    private static final class Releasing extends BaseSubscriber<ByteBuf> {

        private final AtomicInteger ends = new AtomicInteger();

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            buffer.release();
        }

        @Override
        protected void hookFinally(SignalType type) {
            ends.incrementAndGet();
        }
    }

    @Test
    void passesEverythingOnUntilItIsStopped() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        StepVerifier.create(source.flux().transform(stoppable).doOnNext(ByteBuf::release))
                .then(() -> source.next(buffer()))
                .expectNextCount(1)
                .then(stoppable::stop)
                .verifyComplete();
        source.assertCancelled();
        stoppable.stop();
    }

    @Test
    void oneThatIsStoppedBeforeItsSubscriptionHasNothing() {
        stoppable.stop();
        StepVerifier.create(Flux.generate(sink -> sink.next(buffer()))
                        .cast(ByteBuf.class)
                        .transform(stoppable))
                .verifyComplete();
    }

    /** All that an upstream without a thread emits, it emits while downstream gets its subscription. */
    @Test
    void anUpstreamWithoutAThreadIsStoppedWhileItEmits() {
        AtomicInteger received = new AtomicInteger();
        StepVerifier.create(Flux.<ByteBuf>generate(sink -> sink.next(buffer()))
                        .transform(stoppable)
                        .doOnNext(buffer -> {
                            buffer.release();
                            if (received.incrementAndGet() == 3) {
                                stoppable.stop();
                            }
                        })
                        .then())
                .verifyComplete();
        assertThat(received).hasValue(3);
    }

    /** As of a pipe's reader, which the cancellation wakes: what it then has is no stream. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void upstreamsAnswerToTheCancellationIsNotTheEnd(boolean stoppedInOnNext) {
        List<CoreSubscriber<? super ByteBuf>> operator = new ArrayList<>();
        Flux<ByteBuf> source = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
                operator.add(actual);
                actual.onSubscribe(new Subscription() {
                    @Override
                    public void request(long n) {
                        // emitted by hand
                    }

                    @Override
                    public void cancel() {
                        actual.onError(new IllegalStateException("woken"));
                    }
                });
            }
        };
        Flux<ByteBuf> stopped = source.transform(stoppable).doOnNext(buffer -> {
            buffer.release();
            if (stoppedInOnNext) {
                stoppable.stop();
            }
        });
        StepVerifier.create(stopped)
                .then(() -> operator.get(0).onNext(buffer()))
                .expectNextCount(1)
                .then(stoppable::stop)
                .verifyComplete();
    }

    @Test
    void stoppedBeforeItBeginsItEndsAtOnce() {
        stoppable.stop();
        StepVerifier.create(Flux.<ByteBuf>never().transform(stoppable)).verifyComplete();
    }

    @Test
    void upstreamsEndIsTheEnd() {
        StepVerifier.create(Flux.<ByteBuf>empty().transform(stoppable)).verifyComplete();
        StepVerifier.create(
                        Flux.<ByteBuf>error(new IllegalStateException("gone")).transform(new Stoppable()))
                .verifyErrorMessage("gone");
        stoppable.stop();
    }

    /** A file that is being opened fails because it is let go of: nobody is left to tell, and nothing is wrong. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorThatTheEndHasCausedIsDropped(boolean stops) {
        List<Throwable> dropped = new ArrayList<>();
        Consumer<Throwable> hook = dropped::add;
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        Disposable subscription = source.flux()
                .transform(stoppable)
                .contextWrite(Context.of("reactor.onErrorDropped.local", hook))
                .subscribe();
        if (stops) {
            stoppable.stop();
        } else {
            subscription.dispose();
        }
        source.error(new IllegalStateException("let go of"));
        assertThat(dropped).isEmpty();
    }

    @Test
    void stoppedWhileItDeliversItEndsAfterThat() {
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        StepVerifier.create(source.flux().transform(stoppable).doOnNext(buffer -> {
                    stoppable.stop();
                    buffer.release();
                }))
                .then(() -> source.next(buffer()))
                .expectNextCount(1)
                .verifyComplete();
    }

    /** Upstream may go on after an exception, as a source that only logs it does; the end must still be possible. */
    @Test
    void itCanBeStoppedAfterASubscriberThrew() {
        List<CoreSubscriber<? super ByteBuf>> operator = new ArrayList<>();
        Flux<ByteBuf> source = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
                operator.add(actual);
                actual.onSubscribe(Operators.emptySubscription());
            }
        };
        List<String> signals = new ArrayList<>();
        source.transform(stoppable).subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuf buffer) {
                buffer.release();
                throw new IllegalStateException("thrown in onNext");
            }

            @Override
            public void onError(Throwable failure) {
                signals.add("error");
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> operator.get(0).onNext(buffer()));
        stoppable.stop();

        assertThat(signals).containsExactly("complete");
    }

    @Test
    void demandIsDownstreams() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        StepVerifier.create(source.flux().transform(stoppable).doOnNext(ByteBuf::release), 2)
                .then(() -> source.assertMinRequested(2).assertMaxRequested(2))
                .thenCancel()
                .verify();
        source.assertCancelled();
    }

    @Test
    void buffersAskedForInTheMiddleOfAnotherArrive() {
        List<ByteBuf> buffers = List.of(buffer(), buffer(), buffer());
        StepVerifier.create(Flux.fromIterable(buffers)
                        .transform(stoppable)
                        .limitRate(1)
                        .doOnNext(ByteBuf::release))
                .expectNextCount(3)
                .verifyComplete();
    }

    @Test
    void aBufferThatRacesWithTheEndIsDeliveredOrReleased() {
        for (int round = 0; round < ROUNDS; round++) {
            Stoppable raced = new Stoppable();
            Releasing subscriber = new Releasing();
            ByteBuf buffer = buffer();
            Flux<ByteBuf> source = Flux.from(downstream -> downstream.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    RaceTestUtils.race(() -> downstream.onNext(buffer), raced::stop);
                }

                @Override
                public void cancel() {}
            }));
            source.transform(raced).subscribe(subscriber);
            raced.stop();
            assertThat(buffer.refCnt()).as("round " + round).isZero();
            assertThat(subscriber.ends).as("round " + round).hasValue(1);
        }
    }
}
