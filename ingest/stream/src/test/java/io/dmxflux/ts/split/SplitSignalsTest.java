// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

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
        private Subscription subscription = Operators.emptySubscription();

        Raw(Consumer<Raw> atEach) {
            this.atEach = atEach;
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

    private static void fail(Raw subscriber) {
        throw new IllegalStateException("thrown by a subscriber, to be dropped");
    }

    @Test
    void whatIsDueDoesNotFollowACancelledOne() {
        splitting = splitter.split(upstream.flux()).subscribe();
        SplitOutput output = splitter.addWhole(SplitOutputConfig.DATAGRAMS);
        play();
        Raw cancelling = new Raw(subscriber -> subscriber.subscription.cancel());
        output.subscribe(cancelling);
        play();
        upstream.complete();
        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(cancelling.signals).containsExactly("next");
    }

    @Test
    void aSubscriberThatThrowsGetsNothingMoreAndTheOthersEverything() {
        splitting = splitter.split(upstream.flux()).subscribe();
        Raw throwing = new Raw(SplitSignalsTest::fail);
        splitter.addWhole(SplitOutputConfig.DATAGRAMS).subscribe(throwing);
        Recorded other = Recorded.of(splitter.addWhole(SplitOutputConfig.DATAGRAMS));
        play();
        upstream.complete();
        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(throwing.signals).containsExactly("next");
        assertThat(other.bytes()).isEqualTo(CraftedPacket.run(0x100, BATCHES * BATCH_PACKETS));
        assertThat(other.end).isEqualTo("complete");
    }

    @Test
    void aSubscriberThatThrowsAtTheEndKeepsNobodyFromIt() {
        List<String> end = new ArrayList<>();
        splitting = splitter.split(upstream.flux())
                .doOnSuccess(nothing -> end.add("through"))
                .subscribe();
        splitter.addWhole(SplitOutputConfig.DATAGRAMS).subscribe(new Raw(SplitSignalsTest::fail));
        Recorded other = Recorded.of(splitter.addWhole(SplitOutputConfig.DATAGRAMS));
        upstream.complete();

        assertThat(other.end).isEqualTo("complete");
        assertThat(end).containsExactly("through");
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
}
