// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index of a segment while its chunks pass: a run for each megabyte, and a new one wherever the wall clock goes back.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class IndexBuilder {

    /** The most bytes of a run, but for its last chunk. It is read at once. */
    static final long RUN_BYTES = 1 << 20;

    private final List<IndexEntry> runs = new ArrayList<>();
    private @Nullable IndexEntry open;

    /**
     * Adds the next chunk.
     *
     * @param offset where it is
     * @param chunk it
     * @return the run that ends before it, if one does
     */
    Optional<IndexEntry> add(long offset, TsChunk chunk) {
        long time = chunk.timeMillis();
        IndexEntry alone =
                new IndexEntry(offset, offset + chunk.length(), chunk.firstDatagram(), chunk.endDatagram(), time, time);
        IndexEntry run = open;
        if (run != null && time >= run.latest() && offset - run.offset() < RUN_BYTES) {
            open = run.plus(alone);
            return Optional.empty();
        }
        Optional<IndexEntry> ended = end();
        open = alone;
        return ended;
    }

    /** Ends the run that is open. */
    Optional<IndexEntry> end() {
        Optional<IndexEntry> ended = Optional.ofNullable(open);
        ended.ifPresent(runs::add);
        open = null;
        return ended;
    }

    /** Takes over a run that was written before. */
    void addRun(IndexEntry run) {
        runs.add(run);
    }

    /** Returns the runs that have ended. */
    List<IndexEntry> runs() {
        return runs;
    }
}
