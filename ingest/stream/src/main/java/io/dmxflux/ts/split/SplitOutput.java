// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * One output of a splitter: its batches of packets, each at its moment, and what was dropped of them.
 *
 * <p><b>Threading:</b> {@link #batches}, {@link #droppedPackets} and {@link #close} from any thread; signals on the
 * splitter's.
 */
public final class SplitOutput {

    private final String name;
    private final BatchWriter writer;
    private final BatchQueue queue;
    private final SlowOutputPolicy policy;
    private final Runnable wakeUp;
    private final Flux<ByteBuf> batches;

    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicBoolean endSignalled = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();

    private volatile @Nullable CoreSubscriber<? super ByteBuf> actual;
    private volatile long droppedPackets;
    private volatile boolean blocked;
    private volatile boolean cancelled;
    private volatile boolean closed;
    private volatile boolean ended;

    // -- on the splitter's thread
    private boolean ending;
    private @Nullable Throwable failure;

    /**
     * An output without a subscriber.
     *
     * @param name for messages
     * @param config how it is cut
     * @param policy what happens to what is due without demand
     * @param wakeUp has the owner call {@link #serve} soon, from any thread
     */
    SplitOutput(String name, SplitOutputConfig config, SlowOutputPolicy policy, Runnable wakeUp) {
        this.name = name;
        this.queue = new BatchQueue(config.longestFill().toNanos());
        this.writer = new BatchWriter(config, queue);
        this.policy = policy;
        this.wakeUp = wakeUp;
        this.batches = new Batches().assembled();
    }

    /**
     * Returns the stream.
     *
     * <p><b>Shape:</b> buffers of whole packets, a whole number of datagrams each, but for the last of a batch whose time
     * was up.
     * <p><b>Ownership:</b> a batch is the subscriber's from {@code onNext} on, in memory of its own: holding it holds
     * nothing of the input.
     * <p><b>Demand:</b> counts batches. What is due without demand is kept, two megabytes at most; then the oldest are
     * dropped and counted, or the input waits, see {@link SlowOutputPolicy}.
     * <p><b>Discard:</b> what is kept is released on cancel, and dropped where nobody has subscribed by the end of the
     * input.
     * <p><b>Errors:</b> what the input fails with, behind what came before. A second subscriber gets an
     * {@link IllegalStateException}, and the first one goes on.
     *
     * @return for one subscriber, once
     */
    public Flux<ByteBuf> batches() {
        return batches;
    }

    /**
     * Returns what was dropped since the subscriber lagged, and what was due when it left.
     *
     * @return packets
     */
    public long droppedPackets() {
        return droppedPackets;
    }

    /** Ends the stream in order: what has come is sent, then it completes. Twice is once. */
    public void close() {
        closed = true;
        wakeUp.run();
    }

    /** Returns where packets are written for this output. */
    BatchWriter writer() {
        return writer;
    }

    /** Sends what may leave, as far as there is demand, and ends if nothing is left to send. */
    void serve(long nowNanos) {
        if (closed) {
            end(nowNanos, null);
        }
        writer.sealAwake(nowNanos);
        while (queue.mayLeave(nowNanos) && takeDemand()) {
            emit();
        }
        makeRoom();
        if (cancelled && !ended) {
            discard();
        } else if (ending && !ended && queue.isEmpty()) {
            ended = true;
            signalEnd();
        }
    }

    /** What comes in a burst longer than there is room leaves before its time: only a subscriber that lags loses any. */
    private void makeRoom() {
        while (queue.isFull()) {
            if (takeDemand()) {
                emit();
            } else if (policy == SlowOutputPolicy.DROP_OLDEST) {
                drop(queue.poll());
            } else {
                return;
            }
        }
    }

    /** Takes one of what was asked for; after false, the next request wakes the splitter. */
    private boolean takeDemand() {
        if (actual == null || cancelled) {
            return false;
        }
        if (demand.get() == 0) {
            blocked = true;
            if (demand.get() == 0) {
                return false;
            }
            blocked = false;
        }
        demand.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
        return true;
    }

    private void emit() {
        ByteBuf batch = queue.poll();
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (batch == null || subscriber == null) {
            return;
        }
        try {
            subscriber.onNext(batch);
        } catch (Throwable e) { // it gets nothing more (Reactive Streams 2.13), and the others everything
            cancelled = true;
            Operators.onErrorDropped(e, subscriber.currentContext());
        }
    }

    private void drop(@Nullable ByteBuf oldest) {
        if (oldest != null) {
            droppedPackets = droppedPackets + oldest.readableBytes() / TsPacket.LENGTH;
            oldest.release();
        }
    }

    /** Returns when there is something to do next unless the subscriber asks; {@code Long.MAX_VALUE} for never. */
    long nextNanos() {
        if (ended || blocked || actual == null) {
            return Long.MAX_VALUE;
        }
        return queue.isEmpty() ? writer.wakeUpNanos() : Math.min(queue.wakeUpNanos(), writer.wakeUpNanos());
    }

    boolean hasRoom() {
        return ended || queue.hasRoom();
    }

    /** Tells whether it takes nothing more. */
    boolean isEnding() {
        return ending;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Takes nothing more; completes, or fails, once what it has is sent. */
    void end(long nowNanos, @Nullable Throwable cause) {
        if (!ending) {
            writer.seal(nowNanos);
            ending = true;
            failure = cause;
            while (actual == null && !queue.isEmpty()) { // nobody would release it
                drop(queue.poll());
            }
        }
    }

    private void discard() {
        ending = true;
        ended = true;
        writer.discard();
        while (!queue.isEmpty()) {
            drop(queue.poll());
        }
    }

    /** Once, by the thread that ends the stream or by the one that subscribes to it after its end. */
    private void signalEnd() {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (!ended || cancelled || subscriber == null || !endSignalled.compareAndSet(false, true)) {
            return;
        }
        Throwable cause = failure;
        try {
            if (cause == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(cause);
            }
        } catch (Throwable e) { // the others are to end all the same
            Operators.onErrorDropped(e, subscriber.currentContext());
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** The stream, as its one subscriber sees it. */
    private final class Batches extends Flux<ByteBuf> implements Scannable {

        Flux<ByteBuf> assembled() {
            return onAssembly(this);
        }

        @Override
        public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
            if (!subscribed.compareAndSet(false, true)) {
                Operators.error(
                        subscriber,
                        new IllegalStateException(name + ": has a subscriber already (expected: one, once)"));
                return;
            }
            subscriber.onSubscribe(new Demand(subscriber));
            actual = subscriber;
            signalEnd();
            wakeUp.run();
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.NAME) {
                return name;
            }
            return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
        }
    }

    /** The subscriber's side; from any thread. */
    private final class Demand implements Subscription, Scannable {

        private final CoreSubscriber<? super ByteBuf> subscriber;

        Demand(CoreSubscriber<? super ByteBuf> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                demand.accumulateAndGet(n, Operators::addCap);
                if (blocked) {
                    blocked = false;
                    wakeUp.run();
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            wakeUp.run();
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.ACTUAL) {
                return subscriber;
            }
            if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
                return demand.get();
            }
            if (key == Attr.TERMINATED) {
                return ended && !cancelled;
            }
            if (key == Attr.ERROR) {
                return ended ? failure : null;
            }
            return key == Attr.CANCELLED ? (Object) cancelled : null;
        }
    }
}
