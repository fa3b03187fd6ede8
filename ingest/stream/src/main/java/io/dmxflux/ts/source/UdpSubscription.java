// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.LinuxSocketOptions;
import io.dmxflux.ts.net.LoopTimer;
import io.dmxflux.ts.net.NetworkFollower;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;

/**
 * One subscriber and its socket.
 *
 * <p><b>Threading:</b> {@link #request} and {@link #cancel} from any thread; they only schedule on the event loop, and
 * everything else runs on it. So {@code draining} need not be volatile: it only guards against a request from within
 * {@code onNext}.
 * <p><b>Demand:</b> a buffer is emitted after a read of the socket if there is demand, or on a request if one is queued. While
 * the queue is full the socket is not read.
 * <p><b>Reading:</b> Netty waits for the first datagram. From then on a timer has the datagrams of each interval read, by a
 * call that creates no objects, until an interval brings none. All sources of a loop with the same interval are read at the
 * same time: one wake-up.
 * <p><b>Discard:</b> queued buffers are released on cancel and on failure.
 */
final class UdpSubscription extends ChannelInboundHandlerAdapter implements Subscription {

    /** Fits every datagram: UDP has 65 507 bytes over IPv4, 65 527 over IPv6. */
    static final int MAX_DATAGRAM_BYTES = 65_536;

    /** Datagrams that one system call reads. */
    private static final int DATAGRAMS_PER_READ = 64;

    private static final long EXPIRY_MILLIS = 5;

    private final UdpSource source;
    private final CoreSubscriber<? super ByteBuf> actual;
    private final DatagramReader reader;
    private final DatagramQueue queue;
    private final UdpSourceStats.Counters counters;
    private final long readIntervalNanos;
    private final ReceiveBuffer.Receiver take = this::take;
    private final Runnable requested = this::requested;
    private final Runnable fetch = this::fetch;
    private final AtomicLong demand = new AtomicLong();
    private final CompletableFuture<Void> whenReleased = new CompletableFuture<>();

    private @Nullable ReceiveBuffer memory;
    private @Nullable LoopTimer timer;
    private volatile @Nullable NetworkFollower follower;
    private volatile @Nullable Channel channel;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable invalidRequest;

    private int droppedBeforeNext;
    private long readNanos;
    private boolean expiryPlanned;
    private boolean pausing;

    /** Whether the socket waits, unread, for the subscriber to take what is queued. */
    private boolean full;

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
        this.readIntervalNanos = readInterval.toNanos();
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
        } else {
            open.eventLoop().execute(work);
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
            actual.onError(error);
        }
        if (channel == null) {
            release();
        }
    }

    /** Allocates the memory that the socket reads into; it is released at the end. */
    ReceiveBuffer makeReceiveBuffer() {
        ReceiveBuffer made = new ReceiveBuffer(MAX_DATAGRAM_BYTES, DATAGRAMS_PER_READ, counters.kernelDropped);
        memory = made;
        return made;
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
        endIfInvalid();
        if (cancelled) {
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        try {
            int dropped = droppedBeforeNext;
            droppedBeforeNext = 0;
            readNanos = System.nanoTime();
            take(datagram.content(), dropped);
        } finally {
            datagram.release();
        }
    }

    private void take(ByteBuf datagram, int dropped) {
        counters.datagrams.incrementAndGet();
        reader.read(datagram, dropped, readNanos, queue);
    }

    /** Netty has read the first datagram after a pause; the next ones are read at the end of the interval. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        drain();
        if (timer == null) {
            fetch();
        } else {
            fetchLater(timer);
        }
    }

    /** At the next multiple of the interval, the same for all sources. */
    private void fetchLater(LoopTimer wait) {
        wait.setFor((System.nanoTime() / readIntervalNanos + 1) * readIntervalNanos);
    }

    private void fetch() {
        EpollDatagramChannel open = (EpollDatagramChannel) channel;
        ReceiveBuffer slots = memory;
        if (open == null || !open.isActive() || slots == null) {
            return;
        }
        full = queue.isFull();
        if (full) {
            return;
        }
        boolean asks = pausing || timer == null;
        int dropped = asks ? kernelDropped(open) : 0;
        int count = DATAGRAMS_PER_READ;
        try {
            readNanos = System.nanoTime();
            count = slots.receive(open.fd().intValue(), take);
            if (count < DATAGRAMS_PER_READ) { // what has come in time has been read
                reader.expire(readNanos, queue);
            }
            drain();
        } finally { // also if a subscriber throws
            fetchOn(open, count, asks, dropped);
        }
    }

    private void fetchOn(Channel open, int count, boolean asked, int droppedBefore) {
        LoopTimer wait = timer;
        pausing = count <= 0;
        if (count == DATAGRAMS_PER_READ) { // there are more; other tasks of the loop come first
            if (wait == null) {
                open.eventLoop().execute(fetch);
            } else {
                wait.setFor(System.nanoTime());
            }
        } else if (wait != null && (count > 0 || reader.waits())) {
            fetchLater(wait);
        } else if (asked) {
            readOn(droppedBefore);
        } else {
            fetch(); // finds the socket empty once more, and has asked before: while datagrams come nothing is asked
        }
    }

    /**
     * Waits for the next datagram. What had been dropped before the socket was found empty was dropped before that one; what
     * was dropped since then, behind some that are queued now, is told by the datagram behind it.
     */
    private void readOn(int droppedBefore) {
        Channel open = channel;
        ReceiveBuffer slots = memory;
        if (open != null && open.isActive() && slots != null) {
            droppedBeforeNext += slots.droppedUpTo(droppedBefore);
            publish();
            open.read();
            planExpiry(open);
        }
    }

    /** Without a timer of its own, a socket that reads each datagram as it comes looks again while payloads wait. */
    private void planExpiry(Channel open) {
        if (reader.waits() && !expiryPlanned) {
            expiryPlanned = true;
            open.eventLoop().schedule(this::expire, EXPIRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void expire() {
        expiryPlanned = false;
        Channel open = channel;
        if (!released && open != null && open.isActive()) {
            reader.expire(System.nanoTime(), queue);
            drain();
            planExpiry(open);
        }
    }

    /**
     * Asks how many datagrams the kernel has dropped on the socket. On the event loop only, which closes it as well: on any
     * other thread the descriptor's number may be another file's by the time of the call.
     */
    private static int kernelDropped(Channel open) {
        try {
            return (int) LinuxSocketOptions.receiveDrops(open.config());
        } catch (ChannelException e) {
            return 0; // a kernel that does not tell; each datagram tells what was dropped before it
        }
    }

    private void requested() {
        drain();
        Channel open = channel;
        if (full && !queue.isFull() && open != null) {
            full = queue.isFull();
            open.eventLoop().execute(fetch); // not at once: this may be within onNext
        }
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        publish();
        try {
            emit();
        } finally {
            draining = false;
            publish();
        }
    }

    private void publish() {
        counters.accounts.publish(counters.lost.get(), counters.kernelDropped.get());
    }

    private void emit() {
        while (!cancelled && demand.get() > 0) {
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
        ReceiveBuffer slots = memory;
        if (open != null && open.isOpen()) {
            if (slots != null) {
                slots.droppedUpTo(kernelDropped(open));
            }
            open.close();
        }
    }

    /** A socket that was never bound fails with the reason of that. */
    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
        if (bound) {
            fail(new IOException("the socket was closed: its event loop has been shut down"));
        }
        release();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        bound = true;
        try {
            if (readIntervalNanos > 0) {
                timer = new LoopTimer(context.channel().eventLoop(), fetch);
            }
            readOn(0);
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
            reader.release();
            queue.release(counters);
            publish();
            if (timer != null) {
                timer.close();
            }
            if (memory != null) {
                memory.release();
            }
            source.ended(this);
            whenReleased.complete(null);
        }
    }
}
