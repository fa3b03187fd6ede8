// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
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

    /** What was sent last, unless an output has it now; and the first version of each table where there is nothing yet. */
    private record State(@Nullable ServiceTables last, int firstVersion) {}

    private OutputHistory(Instant start) {
        state = new AtomicReference<>(new State(null, TableVersion.first(start)));
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
        return new OutputHistory(start);
    }

    /**
     * Takes it for an output.
     *
     * @param writer the output's
     * @param asReceived whether packets are due as they came
     */
    ServiceTables take(BatchWriter writer, boolean asReceived) {
        State now = state.getAndUpdate(before -> new State(null, TableVersion.first(Instant.now())));
        ServiceTables last = now.last();
        ServiceTables tables = last == null ? new ServiceTables(new OutputPids(writer), now.firstVersion()) : last;
        tables.moveTo(writer, asReceived);
        return tables;
    }

    /** Gives it back, for the next output. */
    void giveBack(ServiceTables tables) {
        state.set(new State(tables, 0));
    }
}
