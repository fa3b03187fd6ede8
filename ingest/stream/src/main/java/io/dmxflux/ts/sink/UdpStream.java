// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.MemoryHold;
import io.dmxflux.ts.net.LoopScheduler;
import io.dmxflux.ts.sink.DatagramSender.OpenSends;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/**
 * One stream of datagrams: each buffer becomes sends, and the sends of all queued buffers are one flush.
 *
 * <p><b>Threading:</b> the channel's event loop, but for the signals.
 */
final class UdpStream extends SinkSubscriber implements FillTimer.Partial {

    private final EpollDatagramChannel channel;
    private final UdpSinkConfig config;
    private final Consumer<UdpStream> over;
    private final DatagramCutter cutter;
    private final FillTimer fill;
    private final WakeUps wakeUps;
    private OpenSends sends = new OpenSends(this::consumed);

    /**
     * A stream of a sink.
     *
     * @param actual told of the end
     * @param direct sends at once
     * @param channel of the sender
     * @param config of the sink
     * @param window buffers in flight
     * @param rtp what makes RTP headers; null for none
     * @param timed whether the kernel sends each burst at its time
     * @param over told when another stream may begin, perhaps more than once
     * @throws io.dmxflux.dmx.sys.ErrnoException if it is timed, and the kernel has no timed sends
     */
    UdpStream(
            CoreSubscriber<? super Void> actual,
            SocketSender direct,
            EpollDatagramChannel channel,
            UdpSinkConfig config,
            int window,
            @Nullable RtpPacketizer rtp,
            boolean timed,
            Consumer<UdpStream> over) {
        super(actual, channel.eventLoop(), window, direct.counters);
        this.channel = channel;
        this.config = config;
        this.over = over;
        cutter = new DatagramCutter(timed ? new TimedSender(direct, channel, config, this::fail) : direct, config, rtp);
        fill = new FillTimer(
                config.longestFill(), this, channel.eventLoop(), System::nanoTime, LoopScheduler.shared()::timer);
        wakeUps = new WakeUps(
                config.batching().buffersAtOnce(),
                config.longestFill(),
                this::schedule,
                channel.eventLoop(),
                System::nanoTime,
                LoopScheduler.shared()::timer);
    }

    /** Ends the stream as its event loop has ended. */
    void loopEnded() {
        close(loopHasEnded());
    }

    private IOException loopHasEnded() {
        return new IOException(
                config + ": its event loop has ended (expected: a group that is shut down after its sinks are closed)");
    }

    @Override
    Throwable describe(RejectedExecutionException refused) {
        return loopHasEnded();
    }

    @Override
    boolean isOnThread() {
        return channel.eventLoop().inEventLoop();
    }

    @Override
    void queued() {
        if (wakeUps.isDue()) {
            schedule();
        }
    }

    @Override
    void consume(ByteBuf buffer) {
        wakeUps.taking();
        OpenSends ofBuffer = nextSends();
        MemoryHold hold = MemoryHold.of(buffer);
        try {
            if (hold == null) {
                cutter.drop(buffer);
            } else {
                cutter.cut(buffer, isBehind(), ofBuffer);
            }
        } finally { // what was sent of it before an error is on its way
            if (hold != null) {
                hold.letGo();
            }
            ofBuffer.done();
        }
    }

    /** Reuses the last one, unless some of its sends are open. */
    private OpenSends nextSends() {
        if (!sends.isDone()) {
            sends = new OpenSends(this::consumed);
        }
        return sends.begin();
    }

    @Override
    void flush() {
        cutter.handOver();
        fill.arrived();
        wakeUps.taken(toCome());
    }

    @Override
    public boolean isWaiting() {
        return cutter.holdsPartial();
    }

    @Override
    public void leave() {
        try {
            finish();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    @Override
    void finish() {
        started();
        OpenSends last = new OpenSends(this::ended).begin();
        cutter.flush(last);
        cutter.handOver();
        last.done();
    }

    /** Admits another stream at once: its buffers are sent after this one has ended. */
    @Override
    public void cancel() {
        super.cancel();
        over.accept(this);
    }

    @Override
    void release() {
        fill.stop();
        wakeUps.stop();
        cutter.end();
        over.accept(this);
    }
}
