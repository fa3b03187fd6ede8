// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DepartureSchedule;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The stream of one output: batches of packets, each at its moment.
 *
 * <p><b>Shape:</b> buffers of whole packets, a whole number of datagrams each, but for the last of a batch whose time
 * was up.
 * <p><b>Ownership:</b> a batch is the subscriber's from {@code onNext} on, in memory of its own: holding it holds nothing of
 * the input.
 * <p><b>Threading:</b> {@link #droppedPackets} and {@link #close} from any thread; signals on the splitter's.
 * <p><b>Demand:</b> counts batches. What is due without demand is kept, two megabytes at most; then the oldest are
 * dropped and counted, or the input waits, see {@link SlowOutputPolicy}.
 * <p><b>Discard:</b> what is kept is released on cancel, and dropped where nobody has subscribed by the end of the input.
 */
public final class SplitOutput extends Flux<ByteBuf> {

    private final MultiplexSplitter splitter;
    private final String name;
    private final Batching batching;
    private final Departures departures;
    private final AtomicLong demand = new AtomicLong();

    private volatile long droppedPackets;
    private volatile boolean blocked;
    private volatile boolean cancelled;

    private @Nullable CoreSubscriber<? super ByteBuf> actual;
    private boolean ending;
    private boolean ended;
    private @Nullable Throwable failure;

    SplitOutput(MultiplexSplitter splitter, String name, SplitOutputConfig config) {
        this.splitter = splitter;
        this.name = name;
        this.batching = new Batching(config, this::sealed);
        this.departures = new Departures(config.longestFill().toNanos());
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
        splitter.remove(this);
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        splitter.turns().take(() -> accept(subscriber));
    }

    private void accept(CoreSubscriber<? super ByteBuf> subscriber) {
        if (actual != null) {
            Operators.error(
                    subscriber, new IllegalStateException(name + ": has a subscriber already (expected: one, once)"));
            return;
        }
        actual = subscriber;
        subscriber.onSubscribe(new Demand());
        if (ended) {
            tellEnd();
        }
        splitter.depart();
    }

    /** Takes packets of the buffer that came last, from its first one on. */
    void append(ByteBuf from, int index, int packets, DepartureSchedule schedule) {
        int at = 0;
        while (!ending && at < packets) {
            int run = Math.min(packets - at, batching.room());
            long dueNanos = schedule.dueNanos((at + run) * TsPacket.LENGTH);
            batching.add(from, index + at * TsPacket.LENGTH, run, dueNanos);
            at += run;
        }
    }

    /** Takes one packet, of the input or of the splitter's own making. */
    void append(ByteBuf from, int index, long dueNanos) {
        if (!ending) {
            batching.add(from, index, 1, dueNanos);
        }
    }

    void appendAs(int pid, ByteBuf from, int index, long dueNanos) {
        if (!ending) {
            batching.addAs(pid, from, index, dueNanos);
        }
    }

    private void sealed(ByteBuf batch, long firstNanos, long dueNanos) {
        if (departures.isFull()) {
            makeRoom();
        }
        departures.add(batch, firstNanos, dueNanos);
    }

    /** What comes in a burst longer than there is room leaves before its time: only a subscriber that lags loses any. */
    private void makeRoom() {
        if (!isOver() && takeDemand()) {
            emit(departures.poll());
        } else if (splitter.slowOutputs() == SlowOutputPolicy.DROP_OLDEST) {
            drop(departures.poll());
        }
    }

    private void drop(@Nullable ByteBuf oldest) {
        if (oldest != null) {
            droppedPackets = droppedPackets + oldest.readableBytes() / TsPacket.LENGTH;
            oldest.release();
        }
    }

    /** Sends what may leave, as far as there is demand, and ends if nothing is left to send. */
    void depart(long nowNanos) {
        batching.sealAwake(nowNanos);
        while (!isOver() && departures.mayLeave(nowNanos) && takeDemand()) {
            emit(departures.poll());
        }
        if (ending && !isOver() && departures.isEmpty()) {
            terminate();
        }
    }

    /** A subscriber that cancels in {@code onNext} gets no other, though its turn to be forgotten is still to come. */
    private boolean isOver() {
        return ended || cancelled;
    }

    /** Where there is none, whoever asks for more wakes the splitter. */
    private boolean takeDemand() {
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

    private void emit(@Nullable ByteBuf batch) {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (batch != null && subscriber != null) {
            try {
                subscriber.onNext(batch);
            } catch (Throwable e) {
                thrown(subscriber, e);
            }
        }
    }

    /** One that throws gets nothing more (Reactive Streams 2.13), and keeps nothing from the others. */
    private void signal(Consumer<CoreSubscriber<? super ByteBuf>> signal) {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (subscriber == null) {
            return;
        }
        try {
            signal.accept(subscriber);
        } catch (Throwable e) {
            thrown(subscriber, e);
        }
    }

    private void thrown(CoreSubscriber<? super ByteBuf> by, Throwable e) {
        cancelled = true;
        splitter.turns().take(this::leave);
        Operators.onErrorDropped(e, by.currentContext());
    }

    private void leave() {
        discard();
        splitter.forget(this);
    }

    /** Returns when there is something to do next without anybody's asking; {@code Long.MAX_VALUE} for never. */
    long nextNanos() {
        if (ended || blocked) {
            return Long.MAX_VALUE;
        }
        return departures.isEmpty()
                ? batching.wakeUpNanos()
                : Math.min(departures.wakeUpNanos(), batching.wakeUpNanos());
    }

    boolean hasRoom() {
        return ended || departures.hasRoom();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Takes nothing more; completes, or fails, once what it has is sent. */
    void end(long nowNanos, @Nullable Throwable cause) {
        if (!ending) {
            batching.seal(nowNanos);
            ending = true;
            failure = cause;
            dropUnwanted();
        }
    }

    /** What nobody has subscribed to by the end, nobody would release. */
    private void dropUnwanted() {
        while (actual == null && !departures.isEmpty()) {
            drop(departures.poll());
        }
    }

    private void terminate() {
        ended = true;
        tellEnd();
    }

    private void tellEnd() {
        Throwable cause = failure;
        if (cause == null) {
            signal(CoreSubscriber::onComplete);
        } else {
            signal(subscriber -> subscriber.onError(cause));
        }
    }

    private void discard() {
        ending = true;
        ended = true;
        batching.discard();
        while (!departures.isEmpty()) {
            drop(departures.poll());
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** The subscriber's side; from any thread. */
    private final class Demand implements Subscription {

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                demand.accumulateAndGet(n, Operators::addCap);
                if (blocked) {
                    blocked = false;
                    splitter.turns().take(splitter::depart);
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            splitter.turns().take(SplitOutput.this::leave);
        }
    }
}
