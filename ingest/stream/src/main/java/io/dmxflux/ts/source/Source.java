// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.pool.PoolStats;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;

/**
 * An opened input: a transport stream, and counts of the losses before it. An implementation has to follow these rules;
 * everything in {@code ts} relies on nothing else.
 *
 * <p><b>Shape:</b> bytes of one transport stream in order, in buffers of any length above 0, preferably of whole packets in
 * whole datagrams of 1316 bytes; {@code AlignPackets} behind it re-cuts all others. A buffer must be direct to be sent
 * without a copy.
 * <p><b>Ownership:</b> from {@code onNext} on a buffer is owned by the subscriber, which releases it on any thread. The
 * source releases buffers that it has filled and not emitted, also on cancel and on errors. The caller that opened the
 * source closes it.
 * <p><b>Threading:</b> signals are serial (Reactive Streams 1.3); the class documents on which thread. A subscriber must not
 * block it. {@link #stats} and {@link #close} from any thread.
 * <p><b>Demand:</b> never more buffers than requested. A source that cannot make its sender wait keeps a bounded number
 * and drops whole buffers beyond that, which is a loss on the account of policy.
 * <p><b>Losses:</b> a source that knows that bytes are missing between two buffers marks the second of them by
 * {@link io.dmxflux.packet.Loss#mark}, with the account, and the number of bytes if that is known. So a gap lies between
 * buffers, never within one. All other losses are on the signal's account. A loss after the last buffer is in {@link #stats}
 * alone.
 * <pre>
 *   Loss missing = null;                                         // in the source
 *   ... missing = Loss.sum(missing, Loss.of(Loss.Account.POLICY, dropped.readableBytes()));
 *   subscriber.onNext(Loss.mark(buffer, missing));
 *   missing = null;
 *
 *   Loss before = reader.next(buffer);                           // in an operator, reader being a Loss.Reader
 * </pre>
 * <p><b>Errors:</b> a fatal failure is {@code onError} with one line that names the thing, the value and the cure. A live
 * stream completes only if the source is closed.
 * <p><b>Subscribers:</b> one at a time; a second one gets an {@link IllegalStateException}, and so does one of a source that is
 * closed. Nothing is read before the subscription.
 */
public interface Source extends AutoCloseable {

    /**
     * Returns the stream.
     *
     * @return buffers, for one subscriber at a time
     */
    Flux<ByteBuf> buffers();

    /**
     * Returns the totals of the losses, for reports. Their places are in the stream.
     *
     * @return totals over all subscriptions, now
     */
    SourceStats stats();

    /**
     * Returns what has become of every byte that arrived. A source of one's own counts by a
     * {@link io.dmxflux.book.BookAccount} for each way that bytes can go, and moves them within
     * {@link io.dmxflux.book.BookMoves}:
     * <pre>
     *   moves.begin();                       // a buffer has come
     *   try {
     *       arrived.add(bytes);
     *       queued.addAndGet(bytes);         // an AtomicLong
     *   } finally {
     *       moves.end();
     *   }
     *   ...                                  // in the same way from queued to handedOn, policy or closed:
     *   subscriber.onNext(buffer);           // the move to handedOn before onNext, never around it
     *
     *   return moves.read(() -&gt; new SourceBook(arrived.entry(), handedOn.entry(), policy.entry(), BookEntry.NONE,
     *           closed.entry(), queued.get(), SourceLosses.NONE));          // in book()
     * </pre>
     *
     * @return the book of all subscriptions, now; {@link SourceBook#NONE} if the source keeps none, which a relay needs to
     *     balance
     */
    default SourceBook book() {
        return SourceBook.NONE;
    }

    /**
     * Returns what the source waits for before anything can arrive.
     *
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty while nothing is wrong. Of a
     *     subscription that has ended, what it waited for then, until the next one
     */
    default Optional<String> waitsFor() {
        return Optional.empty();
    }

    /**
     * Tells whether what the source reads from is there: one that is elsewhere is opened before that is known.
     *
     * @return false as long as it has not answered; the default, which belongs to a source that fails if it is not there, is true
     */
    default boolean isReached() {
        return true;
    }

    /**
     * Returns what became of each datagram.
     *
     * @return counts so far; empty for a source that receives none
     */
    default Optional<UdpSourceStats> received() {
        return Optional.empty();
    }

    /**
     * Returns how well a tuner receives what the source has.
     *
     * @return the signal now, with counts so far; empty for a source without a tuner
     */
    default Optional<SignalStats> signal() {
        return Optional.empty();
    }

    /**
     * Returns where the buffers of a pool are, and what came through it.
     *
     * @return counters over all subscriptions, now; empty for a source without a pool
     */
    default Optional<PoolStats> pool() {
        return Optional.empty();
    }

    /**
     * Returns how many bytes the source left out because they belonged to no packet, for one that aligns its stream itself.
     *
     * @return bytes over all subscriptions, now
     */
    default long skippedBytes() {
        return 0;
    }

    /**
     * Describes the source in one line.
     *
     * @return a phrase for a person
     */
    @Override
    String toString();

    /**
     * Ends the source for good: completes the stream under way, whatever its demand, refuses every later subscriber, and
     * releases what was opened. Buffers that were emitted stay the subscriber's. Does not wait, {@link #whenClosed} does. A
     * second call does nothing.
     *
     * <p><b>The default does nothing:</b> it suits a source that holds nothing but its subscription, and whose subscribers
     * cancel. A stream under way then goes on, a relay's included until it has cancelled. {@code Stoppable} makes one that
     * completes the stream:
     * <pre>
     *   private final Stoppable end = new Stoppable();               // of a source with one subscription
     *   private final AtomicBoolean taken = new AtomicBoolean();     // end alone would admit a second one
     *   public Flux&lt;ByteBuf&gt; buffers() {
     *       return Flux.defer(() -&gt; taken.getAndSet(true)
     *               ? Flux.error(new IllegalStateException(this + ": was subscribed to already (expected: once)"))
     *               : packets.transform(end));
     *   }
     *   public void close() { end.stop(); taken.set(true); }
     * </pre>
     */
    @Override
    default void close() {
        // the end of the subscription releases everything
    }

    /**
     * Tells when {@link #close} is over: device, file or socket closed, every lent buffer home, the counts final.
     *
     * @return completes after {@link #close}, never before; the default, which belongs to that of {@link #close}, is complete
     */
    default CompletionStage<Void> whenClosed() {
        return CompletableFuture.completedStage(null);
    }
}
