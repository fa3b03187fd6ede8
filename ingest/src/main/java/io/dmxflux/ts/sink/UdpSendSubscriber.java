// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import reactor.core.CoreSubscriber;

/** One stream on its way through a UDP sink: each buffer is one batch of sends and one flush. */
final class UdpSendSubscriber extends SinkSubscriber {

    private final Channel channel;
    private final DatagramCutter cutter;
    private final Runnable onRelease;

    UdpSendSubscriber(
            CoreSubscriber<? super Void> actual,
            Channel channel,
            int buffersInFlight,
            DatagramCutter cutter,
            Runnable onRelease) {
        super(actual, channel.eventLoop(), buffersInFlight);
        this.channel = channel;
        this.cutter = cutter;
        this.onRelease = onRelease;
    }

    @Override
    void consume(ByteBuf buffer) {
        Batch batch = new Batch(this::consumed);
        cutter.cut(buffer, batch);
        channel.flush();
        batch.done();
    }

    @Override
    void finish() {
        started();
        Batch batch = new Batch(this::consumed);
        cutter.flush(batch);
        channel.flush();
        batch.done();
    }

    @Override
    void release() {
        cutter.discard();
        onRelease.run();
    }
}
