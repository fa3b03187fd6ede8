// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.NetworkFollower;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;

/**
 * One subscriber and its socket, which a {@link SocketReading} reads.
 *
 * <p><b>Threading:</b> {@link #request} and {@link #cancel} from any thread; they only schedule on the event loop, and
 * everything else runs on it. So {@code draining} need not be volatile: it only guards against a request from within
 * {@code onNext}.
 * <p><b>Demand:</b> a buffer is emitted after a read of the socket if there is demand, or on a request if one is queued. While
 * the queue is full the socket is not read.
 * <p><b>Discard:</b> queued buffers are released on cancel and on failure.
 */
final class UdpSubscription extends ChannelInboundHandlerAdapter implements Subscription {

    private final UdpSource source;
    private final CoreSubscriber<? super ByteBuf> actual;
    private final DatagramReader reader;
    private final DatagramQueue queue;
    private final UdpSourceStats.Counters counters;
    private final SocketReading reading;
    private final Runnable requested = this::requested;
    private final AtomicLong demand = new AtomicLong();
    private final CompletableFuture<Void> whenReleased = new CompletableFuture<>();

    private volatile @Nullable NetworkFollower follower;
    private volatile @Nullable Channel channel;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable invalidRequest;
    private volatile boolean sourceClosed;

    private boolean draining;
    private boolean bound;
    private boolean released;

    UdpSubscription(
            UdpSource source,
            CoreSubscriber<? super ByteBuf> actual,
            DatagramReader reader,
            DatagramQueue queue,
            UdpSourceStats.Counters counters,
            Duration readInterval) {
        this.source = source;
        this.actual = actual;
        this.reader = reader;
        this.queue = queue;
        this.counters = counters;
        this.reading =
                new SocketReading(reader, queue, counters, Check.nanos(readInterval, "readInterval"), this::drain);
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            demand.accumulateAndGet(n, Operators::addCap);
            onLoop(requested);
        } else {
            invalidRequest =
                    new IllegalArgumentException("request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
            onLoop(this::endIfInvalid);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        source.ended(this);
        onLoop(this::close);
    }

    /** Without a channel there is nothing to do: {@link #handlerAdded} checks for cancellation. */
    private void onLoop(Runnable work) {
        Channel open = channel;
        if (open == null) {
            return;
        }
        if (open.eventLoop().inEventLoop()) {
            work.run();
            return;
        }
        try {
            open.eventLoop().execute(work);
        } catch (RejectedExecutionException e) {
            // the loop is shut down, which has closed the socket and ended this
        }
    }

    /**
     * Ends the subscription because there is no socket.
     *
     * @param error the error for the subscriber
     */
    void fail(Throwable error) {
        if (!cancelled) {
            cancelled = true;
            source.ended(this);
            actual.onError(error);
        }
        if (channel == null) {
            release();
        }
    }

    /** Returns how the socket is read; ends with the subscription. */
    SocketReading reading() {
        return reading;
    }

    /** Has the socket follow the network; it ends with the subscription. */
    void follow(NetworkFollower network) {
        follower = network;
        network.start();
    }

    /** Returns what the socket waits for; from any thread. */
    Optional<String> waitsFor() {
        NetworkFollower network = follower;
        return network == null ? Optional.empty() : network.waitsFor();
    }

    /** Completes when the socket is closed, and every datagram that came out of it is on its account. */
    CompletionStage<Void> whenReleased() {
        return whenReleased;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        EpollLoops.onEnd((EpollDatagramChannel) context.channel(), this::loopEnded);
        endIfInvalid();
        completeIfClosed();
        if (cancelled) {
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        try {
            reading.read(datagram.content(), datagram.sender());
        } finally {
            datagram.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading.readByNetty();
    }

    private void requested() {
        drain();
        reading.readIfThereIsRoom();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        counters.publish();
        try {
            emit();
        } finally {
            draining = false;
            counters.publish();
        }
        completeIfClosed();
    }

    private void emit() {
        while (!cancelled && !sourceClosed && demand.get() > 0) {
            ByteBuf buffer = queue.poll();
            if (buffer == null) {
                return;
            }
            demand.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
            counters.accounts.handedOn(buffer.readableBytes());
            try {
                actual.onNext(buffer);
            } catch (Throwable thrown) {
                end(thrown);
            }
        }
    }

    private void endIfInvalid() {
        Throwable invalid = invalidRequest;
        if (invalid != null && !cancelled) {
            end(invalid);
        }
    }

    /** Completes the stream since its source is closed, from any thread. */
    void complete() {
        sourceClosed = true;
        onLoop(this::completeIfClosed);
    }

    /** Not within {@code onNext}, after which it is asked again. */
    private void completeIfClosed() {
        if (!sourceClosed || cancelled || draining) {
            return;
        }
        cancelled = true;
        try {
            actual.onComplete();
        } catch (Throwable thrown) {
            Operators.onErrorDropped(thrown, actual.currentContext());
        }
        close();
    }

    /** Ends it with an error, from any thread. */
    void endOnLoop(IOException reason) {
        onLoop(() -> {
            if (!cancelled) {
                end(reason);
            }
        });
    }

    /** Closes the socket and tells the subscriber why, unless it is not to be told: as Reactor's operators do. */
    private void end(Throwable cause) {
        if (cancelled || Exceptions.isFatal(cause)) {
            cancel();
            Operators.onErrorDropped(cause, actual.currentContext());
            return;
        }
        try {
            fail(cause);
        } catch (Throwable again) {
            Operators.onErrorDropped(again, actual.currentContext());
        }
        close();
    }

    /** Ignored: the next read may succeed, and the kernel counts what is lost. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}

    private void close() {
        Channel open = channel;
        if (open != null && open.isOpen()) {
            reading.takeRest(open);
            open.close();
        }
    }

    /** A socket that was never bound fails with the reason of that. */
    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
        if (bound) {
            loopEnded();
        } else {
            release();
        }
    }

    /** On the loop's thread, or after that has ended. */
    private void loopEnded() {
        Channel open = Objects.requireNonNull(channel);
        fail(new IOException(source + ": socket closed: " + EpollLoops.describe(open.eventLoop())
                + " is shut down (expected: one that runs for as long as its sockets)"));
        release();
    }

    /** Told twice where the socket is bound while it is registered. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (bound) {
            return;
        }
        bound = true;
        try {
            reading.start((EpollDatagramChannel) context.channel());
        } catch (RuntimeException e) {
            fail(new IOException(source + ": no timer for it: " + e.getMessage(), e));
            close();
        }
    }

    private void release() {
        if (!released) {
            released = true;
            if (follower != null) {
                follower.close();
            }
            counters.accounts.outages.end();
            reader.release();
            queue.release(counters);
            counters.publish();
            reading.release();
            source.ended(this);
            whenReleased.complete(null);
        }
    }
}
