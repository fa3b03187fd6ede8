// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.CoreSubscriber;

/** One stream on its way through a UDP sink: each buffer is one batch of sends, and all that are there are one flush. */
final class UdpSendSubscriber extends SinkSubscriber {

    private final EventLoop loop;
    private final DatagramCutter cutter;
    private final Consumer<UdpSendSubscriber> onEnd;
    private Batch batch = new Batch(this::consumed);

    UdpSendSubscriber(
            CoreSubscriber<? super Void> actual,
            EventLoop loop,
            int buffersInFlight,
            Function<Consumer<Throwable>, DatagramCutter> cutting,
            Consumer<UdpSendSubscriber> onEnd) {
        super(actual, loop, buffersInFlight);
        this.loop = loop;
        this.cutter = cutting.apply(this::fail);
        this.onEnd = onEnd;
    }

    @Override
    boolean isOnThread() {
        return loop.inEventLoop();
    }

    @Override
    void consume(ByteBuf buffer) {
        Batch sends = nextBatch();
        cutter.cut(buffer, sends);
        sends.done();
    }

    /** The last one again, unless some of it still waits for the socket. */
    private Batch nextBatch() {
        if (!batch.isDone()) {
            batch = new Batch(this::consumed);
        }
        return batch.begin();
    }

    @Override
    void flush() {
        cutter.handOver();
    }

    @Override
    void finish() {
        started();
        Batch sends = nextBatch();
        cutter.flush(sends);
        cutter.handOver();
        sends.done();
    }

    /** Makes room for another stream at once: its buffers queue up behind what is left to do for this one. */
    @Override
    public void cancel() {
        super.cancel();
        onEnd.accept(this);
    }

    @Override
    void release() {
        cutter.end();
        onEnd.accept(this);
    }
}
