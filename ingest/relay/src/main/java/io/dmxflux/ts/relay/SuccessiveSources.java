// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceBook;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sources that one input opens, one after the other, with their counters added up: of the one that is open, of those
 * that are closed and not all of whose buffers are home, and of those before.
 *
 * <p><b>Threading:</b> any.
 */
final class SuccessiveSources {

    /** Closed ones whose buffers are not all home. */
    private final List<Source> leaving = new ArrayList<>();

    // -- of those whose buffers are home
    private SourceStats stats = SourceStats.NONE;
    private SourceBook book = SourceBook.NONE;
    private @Nullable UdpSourceStats received;
    private @Nullable SignalStats signal;
    private Optional<PoolStats> pool = Optional.empty();
    private long skippedBytes;

    private CompletableFuture<?> closing = CompletableFuture.completedFuture(null);
    private @Nullable Source current;
    private @Nullable Source last;

    /** Takes over one that is open; the one before is let go. */
    synchronized void open(Source source) {
        current = source;
        last = source;
    }

    /** Returns the one that is open; null if none is. */
    synchronized @Nullable Source current() {
        return current;
    }

    /** Closes the one that is open; the result completes when the buffers of all that were open are home. */
    synchronized CompletableFuture<?> letGo() {
        Source open = current;
        current = null;
        if (open != null) {
            leaving.add(open);
            open.close();
            closing = CompletableFuture.allOf(
                    closing, open.whenClosed().toCompletableFuture().whenComplete((home, error) -> keep(open)));
        }
        return closing;
    }

    /** Its counters are final once every buffer is home. */
    private synchronized void keep(Source closed) {
        leaving.remove(closed);
        stats = stats.plus(closed.stats());
        book = book.plus(closed.book());
        skippedBytes += closed.skippedBytes();
        received = UdpSourceStats.sum(received, closed.received().orElse(null));
        signal = SignalStats.sum(signal, closed.signal().orElse(null));
        pool = sum(pool, closed.pool().map(PoolStats::withoutBuffers));
    }

    /** Adds up what all have counted; twice a second, so without a stream. */
    private <T> T added(T before, Function<Source, T> counted, BinaryOperator<T> plus) {
        T sum = before;
        for (int i = 0; i < leaving.size(); i++) {
            sum = plus.apply(sum, counted.apply(leaving.get(i)));
        }
        return current == null ? sum : plus.apply(sum, counted.apply(current));
    }

    synchronized SourceStats stats() {
        return added(stats, Source::stats, SourceStats::plus);
    }

    synchronized SourceBook book() {
        return added(book, Source::book, SourceBook::plus);
    }

    synchronized Optional<PoolStats> pool() {
        return added(pool, Source::pool, SuccessiveSources::sum);
    }

    private static Optional<PoolStats> sum(Optional<PoolStats> one, Optional<PoolStats> other) {
        return one.isEmpty() ? other : Optional.of(other.map(one.get()::plus).orElse(one.get()));
    }

    synchronized long skippedBytes() {
        return added(skippedBytes, Source::skippedBytes, Long::sum);
    }

    synchronized Optional<UdpSourceStats> received() {
        return added(Optional.ofNullable(received), Source::received, SuccessiveSources::sumOfReceived);
    }

    private static Optional<UdpSourceStats> sumOfReceived(
            Optional<UdpSourceStats> one, Optional<UdpSourceStats> other) {
        return one.isEmpty() ? other : Optional.ofNullable(UdpSourceStats.sum(one.get(), other.orElse(null)));
    }

    synchronized Optional<SignalStats> signal() {
        return added(Optional.ofNullable(signal), Source::signal, SuccessiveSources::sumOfSignals);
    }

    private static Optional<SignalStats> sumOfSignals(Optional<SignalStats> one, Optional<SignalStats> other) {
        return one.isEmpty() ? other : Optional.ofNullable(SignalStats.sum(one.get(), other.orElse(null)));
    }

    /** Returns what the last one waits for, also once it is closed, for summaries. */
    synchronized Optional<String> waitsFor() {
        return last == null ? Optional.empty() : last.waitsFor();
    }
}
