// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import java.time.Duration;

/** Follows a counter that should not grow: it begins to, and is over when it has not for a while. */
final class CounterGrowth {

    /** So long it must not grow: there are no more than two lines in this time. */
    static final Duration QUIET = Duration.ofSeconds(5);

    /** What a look finds. */
    enum Change {
        NONE,
        BEGAN,
        OVER
    }

    /** At the last look, and before it began to grow. */
    private long total;

    private long before;
    private final Duration quiet;
    private boolean growing;
    private Duration began = Duration.ZERO;
    private Duration grown = Duration.ZERO;

    CounterGrowth(long total) {
        this(total, QUIET);
    }

    /**
     * A counter that does not grow.
     *
     * @param total what it is
     * @param quiet for how long it must not grow, once it has
     */
    CounterGrowth(long total, Duration quiet) {
        this.total = total;
        this.quiet = quiet;
    }

    /**
     * Looks at the counter.
     *
     * @param earlier when it was looked at before
     * @param now when this is
     * @param count since the beginning; it becomes less when what was missing comes late
     * @return what has changed
     */
    Change look(Duration earlier, Duration now, long count) {
        boolean grows = count > total;
        boolean begins = grows && !growing;
        if (begins) {
            before = total;
            began = earlier;
            growing = true;
        }
        total = count;
        if (grows) {
            grown = now;
        } else if (growing && now.minus(grown).compareTo(quiet) >= 0) {
            growing = false;
            return Change.OVER;
        }
        return begins ? Change.BEGAN : Change.NONE;
    }

    /** Leaves out what has been added since the last look, as it is told otherwise. */
    void skip(long count) {
        before += count - total;
        total = count;
    }

    /** Tells whether it was larger at this look than at the one before. */
    boolean grewAt(Duration now) {
        return growing && grown.equals(now);
    }

    /** Returns by how much it has grown since it began to. */
    long amount() {
        return Math.max(0, total - before);
    }

    /** Returns from when to when it grew. */
    Duration lasted() {
        return grown.minus(began);
    }
}
