// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Which buffers a sink takes for late: those whose upstream had to wait until they were asked for. */
class SinkDemandTest {

    private static final int WINDOW = 4;

    private final List<Long> requests = new ArrayList<>();
    private final List<Boolean> behind = new ArrayList<>();

    private SinkSubscriber sink = subscribed(WINDOW);

    private SinkSubscriber subscribed(int window) {
        SinkSubscriber subscriber =
                new SinkSubscriber(new BaseSubscriber<>() {}, Runnable::run, window, new SendCounters()) {
                    @Override
                    void consume(ByteBuf buffer) {
                        buffer.release();
                        behind.add(isBehind());
                    }
                };
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                requests.add(n);
            }

            @Override
            public void cancel() {
                requests.add(0L);
            }
        });
        return subscriber;
    }

    private void come(int buffers) {
        behind.clear();
        for (int i = 0; i < buffers; i++) {
            sink.onNext(Unpooled.buffer(188).writeZero(188));
        }
    }

    private void leave(int buffers) {
        for (int i = 0; i < buffers; i++) {
            sink.consumed();
        }
    }

    @Test
    void noneOfAStreamThatLeavesRoom() {
        come(2);
        assertThat(behind).containsOnly(false);
        leave(2);
        come(2);
        assertThat(behind).containsOnly(false);
        leave(2);
        come(1);
        assertThat(behind).containsOnly(false);
    }

    /** Two leave at their times, and a third has come before the first of them is counted as gone. */
    @Test
    void noneOfAPacedStreamOfWhichTwoOrThreeAreOnTheirWay() {
        sink = subscribed(UdpMulticastSink.window(2, true));
        come(2);
        for (int i = 0; i < 20; i++) {
            come(1);
            assertThat(behind).as("buffer %d", i).containsOnly(false);
            leave(1);
        }
    }

    @Test
    void allThatAreAskedForOnceUpstreamHasGivenWhatItMay() {
        come(WINDOW);
        assertThat(behind).as("asked for before").containsOnly(false);
        leave(2);
        come(2);
        assertThat(behind).containsExactly(true, true);
    }

    @Test
    void alsoThoseThatAreAskedForBeforeUpstreamCouldAnswer() {
        come(WINDOW);
        leave(WINDOW);
        assertThat(requests).containsExactly((long) WINDOW, 2L, 2L);
        come(WINDOW);
        assertThat(behind).containsOnly(true).hasSize(WINDOW);
    }

    @Test
    void notMoreThanAWindowOnceUpstreamHasCaughtUp() {
        come(WINDOW);
        leave(WINDOW);
        for (int i = 0; i < WINDOW; i++) {
            come(1);
            leave(1);
        }
        come(1);
        assertThat(behind).containsExactly(false);
    }
}
