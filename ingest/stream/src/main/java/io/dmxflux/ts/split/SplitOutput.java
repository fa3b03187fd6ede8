// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookAccount;
import io.dmxflux.check.Check;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.Histogram;
import io.dmxflux.ts.op.Lateness;
import io.dmxflux.ts.op.LatenessStats;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

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
    private final OutputAccounts accounts = new OutputAccounts();
    private final BatchStream stream;
    private final Flux<ByteBuf> batches;
    private final Lateness lateness = new Lateness();

    private final OutputProgram program;
    private volatile long droppedPackets;
    private volatile boolean closed;

    // -- on the splitter's thread
    private boolean ending;
    private @Nullable Throwable failure;

    /** What was dropped before the next batch that leaves, with what was missing before that. */
    private @Nullable Loss missing;

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
        this.queue = new BatchQueue(config.fillNanos());
        this.writer = new BatchWriter(config, queue);
        this.policy = policy;
        this.wakeUp = wakeUp;
        this.program = new OutputProgram(counts);
        this.stream = new BatchStream(name, wakeUp);
        this.batches = stream.assembled();
    }

    /**
     * Returns the stream.
     *
     * <p><b>Shape:</b> buffers of whole packets, a whole number of datagrams each, except that the last datagram may be
     * short if its time was up, or if something is missing behind it.
     * <p><b>Losses:</b> a {@link Loss} before a buffer of the input is before the batch that begins with the next packet: for a
     * whole multiplex the same object; for a service one of an unknown amount, as it does not say which PIDs it is of. What the
     * output drops as its subscriber is slow is a loss of its own, on {@link Loss.Account#POLICY}, before the next batch.
     * <p><b>Arrivals:</b> of each packet those of its buffer, where the config keeps them.
     * <p><b>Ownership:</b> from {@code onNext} on a batch is owned by the subscriber. It has its own memory: holding it
     * holds nothing of the input.
     * <p><b>Demand:</b> in batches. Batches that are due without demand are queued, at most two megabytes; then the oldest
     * are dropped and counted, or the input waits, see {@link SlowOutputPolicy}.
     * <p><b>Discard:</b> queued batches are released on cancel, and dropped if there is no subscriber by the end of the
     * input.
     * <p><b>End:</b> completes, after the batches before, with the input, with {@link #close}, and where the subscription to
     * {@link MultiplexSplitter#split} is cancelled: an output cannot tell that from an input that has completed.
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
     * @return none for a whole multiplex, and while the service is not there; after the end the last ones
     */
    public List<StreamStats> streams() {
        return program.streams();
    }

    /**
     * Returns the PIDs of those streams in the multiplex.
     *
     * @return the same list until the program changes; none after the end
     */
    public List<Integer> pids() {
        return program.pids();
    }

    /**
     * Sets a listener of what {@link #pids} returns: of each change, with the PIDs before it and then with those after it.
     * It is called by the splitter's thread, and must not block; what it throws goes to Reactor's hook for dropped errors.
     *
     * @param listener in place of any other
     */
    public void onPids(Consumer<List<Integer>> listener) {
        program.onPids(Check.given(listener, "onPids"));
    }

    /** Sets the program of its service; null while it has none. */
    void setProgram(@Nullable EditedProgram sent) {
        if (!ending) {
            program.set(sent);
        }
    }

    /**
     * Returns how many packets of the input were copied for this output, as of the last buffer.
     *
     * @return packets
     */
    public long routedPackets() {
        return accounts.routedPackets();
    }

    /**
     * Returns how many packets were made for this output: its tables, and adaptation fields that ran beside tables.
     *
     * @return packets
     */
    public long generatedPackets() {
        return accounts.generatedPackets();
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
     * Returns how many of them were more than its share of the log.
     *
     * @return none of an output that is not cut by {@link SplitOutputConfig#inSlotsOf}
     */
    public ShareStats share() {
        return writer.share();
    }

    /**
     * Returns what waits for its time, or for demand.
     *
     * @return bytes
     */
    public long queuedBytes() {
        return accounts.queuedBytes();
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
        return policy == SlowOutputPolicy.PAUSE_INPUT ? LatenessStats.NONE : lateness.stats();
    }

    /**
     * Tells whether a batch left too late, up to the last one; on the thread of the batches.
     *
     * @param within how long before that one at most
     * @return false if none did
     */
    public boolean wasLate(Duration within) {
        return lateness.wasLate(within);
    }

    /**
     * Returns how late batches left, those that were dropped not among them.
     *
     * @return nanoseconds behind the moment until which each might wait
     */
    public Histogram.Counts lateBatches() {
        return lateness.histogram();
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
        came();
        if (closed) {
            end(nowNanos, null);
        }
        Throwable invalid = stream.invalidRequest();
        if (invalid != null) {
            fail(invalid);
        }
        writer.sealAwake(nowNanos);
        while (queue.mayLeave(nowNanos) && stream.takeDemand()) {
            if (nowNanos != Long.MAX_VALUE) { // without timers there is no pace
                departs(nowNanos);
            }
            emit();
        }
        makeRoom();
        if (stream.isCancelled() && !stream.hasEnded()) {
            discard();
            stream.end(failure);
        } else if (ending && !stream.hasEnded() && queue.isEmpty()) {
            stream.end(failure);
        }
    }

    /** Takes over what was copied since, before any of it leaves. */
    private void came() {
        int dropped = writer.takeDropped();
        if (writer.packets() != accounts.routedPackets() + accounts.generatedPackets()) {
            long generated = writer.generatedPackets();
            accounts.came(writer.packets() - generated, generated, waitingBytes() + dropped);
        }
        if (dropped > 0) {
            dropped(dropped, accounts.policy);
        }
    }

    private long waitingBytes() {
        return (long) queue.bytes() + writer.openBytes();
    }

    private void departs(long nowNanos) {
        lateness.departed(queue.firstBytes() / TsPacket.LENGTH, queue.latestNanos(), nowNanos);
        FlightEvents.departed(name, nowNanos - queue.latestNanos(), queue.firstBytes());
    }

    /** Batches of a burst that exceeds the room leave before their time, so that only a slow subscriber loses any. */
    private void makeRoom() {
        while (queue.isFull()) {
            if (stream.takeDemand()) {
                emit();
            } else if (policy == SlowOutputPolicy.DROP_OLDEST) {
                dropOldest();
            } else {
                return;
            }
        }
    }

    private void dropOldest() {
        ByteBuf oldest = queue.poll();
        if (oldest != null) {
            missing = Loss.sum(missing, Loss.before(oldest));
            missing = Loss.sum(missing, Loss.of(Loss.Account.POLICY, oldest.readableBytes()));
            drop(oldest, accounts.policy);
        }
    }

    /** Something is missing before the next packet. */
    void missing(Loss gap) {
        if (!ending) {
            writer.missing(gap);
        }
    }

    private void emit() {
        ByteBuf batch = queue.poll();
        if (batch == null) {
            return;
        }
        if (missing != null) {
            batch = Loss.mark(batch, missing);
            missing = null;
        }
        accounts.left(accounts.handedOn, batch.readableBytes(), waitingBytes());
        try {
            stream.emit(batch);
        } catch (Throwable e) { // the other outputs go on
            fail(e);
        }
    }

    /** Ends this output alone, and at once, with an error that is not the input's. */
    private void fail(Throwable cause) {
        discard();
        stream.fail(cause);
    }

    private void drop(@Nullable ByteBuf oldest, BookAccount account) {
        if (oldest != null) {
            dropped(oldest.readableBytes(), account);
            oldest.release();
        }
    }

    private void dropped(int bytes, BookAccount account) {
        accounts.left(account, bytes, waitingBytes());
        droppedPackets = droppedPackets + bytes / TsPacket.LENGTH;
        FlightEvents.dropped(name, bytes);
    }

    /** Returns when to serve it next without a request; {@code Long.MAX_VALUE} for never. */
    long nextNanos() {
        if (stream.isBlocked()) {
            return Long.MAX_VALUE;
        }
        return queue.isEmpty() ? writer.wakeUpNanos() : Math.min(queue.wakeUpNanos(), writer.wakeUpNanos());
    }

    boolean hasRoom() {
        return stream.hasEnded() || queue.hasRoom();
    }

    /** Tells whether it is going to take no more packets. */
    boolean isClosing() {
        return closed || stream.isCancelled();
    }

    /** Tells whether it takes no more packets. */
    boolean isEnding() {
        return ending;
    }

    boolean hasEnded() {
        return stream.hasEnded();
    }

    /** Takes no more packets; completes, or fails, once its batches are sent. */
    void end(long nowNanos, @Nullable Throwable cause) {
        if (!ending) {
            came();
            writer.seal(nowNanos);
            closeOpen(); // what has no slot any more
            program.end();
            ending = true;
            failure = cause;
            while (!stream.isSubscribed() && !queue.isEmpty()) { // without a subscriber it would leak
                drop(queue.poll(), accounts.closed);
            }
        }
    }

    /** Drops what it still has. */
    private void discard() {
        if (!ending) {
            program.end();
            ending = true;
        }
        came();
        closeOpen();
        while (!queue.isEmpty()) {
            drop(queue.poll(), accounts.closed);
        }
    }

    private void closeOpen() {
        int openBytes = writer.openBytes();
        writer.discard();
        accounts.left(accounts.closed, openBytes, waitingBytes());
    }

    @Override
    public String toString() {
        return name;
    }
}
