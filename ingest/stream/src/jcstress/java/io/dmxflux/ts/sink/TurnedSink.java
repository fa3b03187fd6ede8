// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.HandFedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A sink whose thread is an actor: what the races below are about. */
class TurnedSink {

    final HandFedBuffers source = new HandFedBuffers();
    final ByteBuf one = Unpooled.buffer(1, 1);
    final ByteBuf other = Unpooled.buffer(1, 1);
    final Completion completion = new Completion();
    int consumed;
    int released;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    TurnedSink() {
        source.subscribe(new SinkSubscriber(completion, tasks::add, 2, new SendCounters()) {
            @Override
            void consume(ByteBuf buffer) {
                TurnedSink.this.consumed++;
                buffer.release();
                consumed();
            }

            @Override
            void release() {
                released++;
            }
        });
    }

    /** Counts the ends. */
    static final class Completion extends BaseSubscriber<Void> {

        int ends;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // a sink emits nothing
        }

        @Override
        protected void hookOnComplete() {
            ends++;
        }
    }

    void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
