// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookAccount;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.Histogram;
import io.dmxflux.ts.op.Lateness;
import io.dmxflux.ts.op.LatenessStats;
import io.dmxflux.ts.psi.ElementaryStream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One output of a splitter: its batches of packets, each emitted in time, and the count of dropped packets.
 *
 * <p><b>Threading:</b> {@link #batches}, the counts and {@link #close} from any thread; signals on the
 * splitter's.
 */
public final class SplitOutput {

    private final String name;
    private final BatchWriter writer;
    private final BatchQueue queue;
    private final SlowOutputPolicy policy;
    private final Runnable wakeUp;
    private final PidCounts counts;
    private final OutputAccounts accounts = new OutputAccounts();
    private final Histogram lateBatches = Histogram.ofLateness();
    private final Flux<ByteBuf> batches;
    private final Lateness lateness = new Lateness();

    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicBoolean endSignalled = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();

    private volatile @Nullable CoreSubscriber<? super ByteBuf> actual;
    private volatile @Nullable EditedProgram program;
    private volatile Consumer<List<StreamStats>> onStreams = streams -> {};
    private volatile long routedPackets;
    private volatile long generatedPackets;
    private volatile long droppedPackets;
    private volatile boolean blocked;
    private volatile @Nullable Throwable invalidRequest;
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
     * @param policy what happens to batches that are due without demand
     * @param wakeUp has the owner call {@link #serve} soon, from any thread
     * @param counts of the packets that come
     */
    SplitOutput(String name, SplitOutputConfig config, SlowOutputPolicy policy, Runnable wakeUp, PidCounts counts) {
        this.name = name;
        this.queue = new BatchQueue(config.longestFill().toNanos());
        this.writer = new BatchWriter(config, queue);
        this.policy = policy;
        this.wakeUp = wakeUp;
        this.counts = counts;
        this.batches = new Batches().assembled();
    }

    /**
     * Returns the stream.
     *
     * <p><b>Shape:</b> buffers of whole packets, a whole number of datagrams each, except that the last datagram may be
     * short if its time was up.
     * <p><b>Ownership:</b> from {@code onNext} on a batch is owned by the subscriber. It has its own memory: holding it
     * holds nothing of the input.
     * <p><b>Demand:</b> in batches. Batches that are due without demand are queued, at most two megabytes; then the oldest
     * are dropped and counted, or the input waits, see {@link SlowOutputPolicy}.
     * <p><b>Discard:</b> queued batches are released on cancel, and dropped if there is no subscriber by the end of the
     * input.
     * <p><b>Errors:</b> those of the input, after the batches before. What {@code onNext} throws, and a request of 0 or fewer,
     * ends this output alone: its queued batches are dropped and counted. A second subscriber gets an {@link
     * IllegalStateException}; the first one is not affected.
     *
     * @return for one subscriber, once
     */
    public Flux<ByteBuf> batches() {
        return batches;
    }

    /**
     * Returns the elementary streams that are sent, with what has come of each.
     *
     * @return none for a whole multiplex, while the service is not there, and after the end
     */
    public List<StreamStats> streams() {
        EditedProgram now = program;
        List<StreamStats> streams = new ArrayList<>();
        if (now != null) {
            for (ElementaryStream stream : now.kept()) { // twice a second: no java.util.stream
                int pid = stream.elementaryPid();
                int sent = now.plan().of(pid);
                streams.add(
                        new StreamStats(pid, sent, stream.kind(), counts.packets(pid), counts.scrambledPackets(pid)));
            }
        }
        return streams;
    }

    /**
     * Sets a listener of what {@link #streams} returns: of each change, with the streams before it and then with those after it.
     * It is called by the splitter's thread, and must neither block nor throw.
     *
     * @param listener in place of any other
     */
    public void onStreams(Consumer<List<StreamStats>> listener) {
        onStreams = listener;
    }

    /** Sets the program of its service; null while it has none. */
    void setProgram(@Nullable EditedProgram sent) {
        if (!ending) {
            onStreams.accept(streams());
            program = sent;
            onStreams.accept(streams());
        }
    }

    /**
     * Returns how many packets of the input were copied for this output, as of the last buffer.
     *
     * @return packets
     */
    public long routedPackets() {
        return routedPackets;
    }

    /**
     * Returns how many packets were made for this output: its tables, and adaptation fields that ran beside tables.
     *
     * @return packets
     */
    public long generatedPackets() {
        return generatedPackets;
    }

    /**
     * Returns how many packets were dropped because the subscriber lagged, or were queued when it cancelled.
     *
     * @return packets
     */
    public long droppedPackets() {
        return droppedPackets;
    }

    /**
     * Returns the book, in which what was queued at a cancel is closed, and not dropped.
     *
     * @return what has become of every byte, now
     */
    public SplitOutputBook book() {
        return accounts.book();
    }

    /**
     * Returns how late batches left: the splitter's thread did not run in time, or the subscriber had no demand.
     *
     * @return none for an input that waits for its outputs
     */
    public LatenessStats lateness() {
        return lateness.stats();
    }

    /**
     * Returns how late batches left, those that were dropped not among them.
     *
     * @return nanoseconds behind the moment until which each might wait
     */
    public Histogram.Counts lateBatches() {
        return lateBatches.counts();
    }

    /** Ends the stream: queued batches are sent, then it completes. A second call does nothing. */
    public void close() {
        closed = true;
        wakeUp.run();
    }

    /** Returns the writer of this output. */
    BatchWriter writer() {
        return writer;
    }

    /** Sends the batches that may leave, as far as there is demand, and ends if none is left. */
    void serve(long nowNanos) {
        if (writer.packets() != routedPackets + generatedPackets) {
            generatedPackets = writer.generatedPackets();
            routedPackets = writer.packets() - generatedPackets;
            accounts.came(routedPackets, generatedPackets);
        }
        if (closed) {
            end(nowNanos, null);
        }
        Throwable invalid = invalidRequest;
        if (invalid != null && actual != null && !ended) {
            fail(invalid);
        }
        writer.sealAwake(nowNanos);
        while (queue.mayLeave(nowNanos) && takeDemand()) {
            if (nowNanos != Long.MAX_VALUE) { // without timers there is no pace
                departs(nowNanos - queue.latestNanos());
            }
            emit(nowNanos);
        }
        makeRoom(nowNanos);
        if (cancelled && !ended) {
            discard();
        } else if (ending && !ended && queue.isEmpty()) {
            ended = true;
            signalEnd();
        }
        publishQueued();
    }

    private void publishQueued() {
        accounts.queued(queue.bytes() + writer.openBytes());
    }

    private void departs(long lateNanos) {
        lateBatches.record(lateNanos);
        FlightEvents.departed(name, lateNanos, queue.firstBytes());
    }

    /** Batches of a burst that exceeds the room leave before their time, so that only a slow subscriber loses any. */
    private void makeRoom(long nowNanos) {
        while (queue.isFull()) {
            if (takeDemand()) {
                emit(nowNanos);
            } else if (policy == SlowOutputPolicy.DROP_OLDEST) {
                drop(queue.poll(), accounts.policy);
            } else {
                return;
            }
        }
    }

    /** Consumes demand of one; after false, the next request wakes the splitter. */
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

    private void emit(long nowNanos) {
        long latestNanos = queue.latestNanos();
        ByteBuf batch = queue.poll();
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (batch == null || subscriber == null) {
            return;
        }
        if (policy == SlowOutputPolicy.DROP_OLDEST) {
            lateness.departed(batch.readableBytes() / TsPacket.LENGTH, latestNanos, nowNanos);
        }
        accounts.handedOn.add(batch.readableBytes());
        publishQueued();
        try {
            subscriber.onNext(batch);
        } catch (Throwable e) { // the other outputs go on
            fail(e);
        }
    }

    /** Ends this output alone, and at once, with an error that is not the input's. */
    private void fail(Throwable cause) {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        boolean over = ended || cancelled || subscriber == null || Exceptions.isFatal(cause);
        failure = cause;
        discard();
        if (over) {
            cancelled = true;
            Operators.onErrorDropped(cause, subscriber == null ? Context.empty() : subscriber.currentContext());
        } else {
            signalEnd();
        }
    }

    private void drop(@Nullable ByteBuf oldest, BookAccount account) {
        if (oldest != null) {
            account.add(oldest.readableBytes());
            droppedPackets = droppedPackets + oldest.readableBytes() / TsPacket.LENGTH;
            FlightEvents.dropped(name, oldest.readableBytes());
            oldest.release();
        }
    }

    /** Returns when to serve it next without a request; {@code Long.MAX_VALUE} for never. */
    long nextNanos() {
        if (ended || blocked || actual == null) {
            return Long.MAX_VALUE;
        }
        return queue.isEmpty() ? writer.wakeUpNanos() : Math.min(queue.wakeUpNanos(), writer.wakeUpNanos());
    }

    boolean hasRoom() {
        return ended || queue.hasRoom();
    }

    /** Tells whether it is going to take no more packets. */
    boolean isClosing() {
        return closed || cancelled;
    }

    /** Tells whether it takes no more packets. */
    boolean isEnding() {
        return ending;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Takes no more packets; completes, or fails, once its batches are sent. */
    void end(long nowNanos, @Nullable Throwable cause) {
        if (!ending) {
            writer.seal(nowNanos);
            setProgram(null);
            ending = true;
            failure = cause;
            while (actual == null && !queue.isEmpty()) { // without a subscriber it would leak
                drop(queue.poll(), accounts.closed);
            }
            publishQueued();
        }
    }

    private void discard() {
        setProgram(null);
        ending = true;
        ended = true;
        accounts.closed.add(writer.openBytes());
        writer.discard();
        while (!queue.isEmpty()) {
            drop(queue.poll(), accounts.closed);
        }
        publishQueued();
    }

    /** Called once, by the thread that ends the stream or by one that subscribes after the end. */
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
        } catch (Throwable e) { // the other outputs have to end as well
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
            try {
                subscriber.onSubscribe(new Demand(subscriber));
            } catch (RuntimeException | Error e) { // it has had its one subscriber: the input is not to wait for it
                cancelled = true;
                wakeUp.run();
                throw e;
            }
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

    /** The subscription; from any thread. */
    private final class Demand implements Subscription, Scannable {

        private final CoreSubscriber<? super ByteBuf> subscriber;

        Demand(CoreSubscriber<? super ByteBuf> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                invalidRequest = new IllegalArgumentException(
                        name + ": request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
                wakeUp.run();
                return;
            }
            demand.accumulateAndGet(n, Operators::addCap);
            if (blocked) {
                blocked = false;
                wakeUp.run();
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
