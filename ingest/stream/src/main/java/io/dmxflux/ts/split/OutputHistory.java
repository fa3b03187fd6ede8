// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the receivers of one destination had last: continuity counters, versions and contents of tables, the program's clock.
 * Outputs of services that send to the destination one after the other, of one splitter or several, share it, so that
 * receivers see one stream which changes: counters go on, other content is another version, and another time base is told.
 *
 * <p><b>Ownership:</b> one output has it at a time, from its opening until it takes no more packets. One that is opened before
 * goes its own way, as if the process had started again.
 * <p><b>Threading:</b> any thread.
 */
public final class OutputHistory {

    private final AtomicReference<State> state;

    /** Those that are sent, or were last. */
    private volatile @Nullable ServiceTables tables;

    /** What was sent last, unless an output has it now; and the first version of each table where there is nothing yet. */
    private record State(@Nullable ServiceTables last, IntUnaryOperator firstVersion) {}

    private OutputHistory(IntUnaryOperator firstVersion) {
        state = new AtomicReference<>(new State(null, firstVersion));
    }

    private static IntUnaryOperator firstAt(Instant start) {
        int first = TableVersion.first(start);
        return tableId -> first;
    }

    /**
     * Begins one for a destination to which this process has sent nothing.
     *
     * @return the history
     */
    public static OutputHistory begin() {
        return begin(Instant.now());
    }

    /**
     * Begins one at a moment, from which the first version of each table follows: 31 for the beginning of 1970, and one less
     * for each second since then, modulo 32.
     *
     * @param start now
     * @return the history
     */
    public static OutputHistory begin(Instant start) {
        return new OutputHistory(firstAt(start));
    }

    /**
     * Begins one where another process has sent before. A table's first version is four more than what that one is known to have
     * sent last: three may have gone out in the second in which it ended.
     *
     * @param last what {@link #versions} returned there; a table that is not in it begins by the time
     * @return the history
     */
    public static OutputHistory after(Map<Integer, Integer> last) {
        IntUnaryOperator otherwise = firstAt(Instant.now());
        Map<Integer, Integer> known = Map.copyOf(last);
        return new OutputHistory(tableId -> {
            Integer version = known.get(tableId);
            return version == null ? otherwise.applyAsInt(tableId) : TableVersion.after(version);
        });
    }

    /**
     * Returns the versions that receivers have, for {@link #after} in another process.
     *
     * @return {@code version_number} of each table by its {@code table_id}; none before an output has begun
     */
    public Map<Integer, Integer> versions() {
        ServiceTables sent = tables;
        return sent == null ? Map.of() : sent.versions();
    }

    /**
     * Takes it for an output.
     *
     * @param writer the output's
     * @param asReceived whether packets are due as they came
     */
    ServiceTables take(BatchWriter writer, boolean asReceived) {
        State now = state.getAndUpdate(before -> new State(null, firstAt(Instant.now())));
        ServiceTables last = now.last();
        ServiceTables taken = last == null ? new ServiceTables(new OutputPids(writer), now.firstVersion()) : last;
        taken.moveTo(writer, asReceived);
        tables = taken;
        return taken;
    }

    /** Gives it back, for the next output. */
    void giveBack(ServiceTables given) {
        state.set(new State(given, firstAt(Instant.now())));
    }
}
