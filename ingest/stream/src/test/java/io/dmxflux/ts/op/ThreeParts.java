// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three parts of a race for two threads, as jcstress leaves out a race of three threads where there are two processors: one thread
 * plays one part and the other the rest, in either order; which ones, goes round from one race to the next.
 */
public final class ThreeParts {

    private static final AtomicInteger RACES = new AtomicInteger();
    private static final int PARTS = 3;

    private final Runnable[] parts;
    private final int first;
    private final boolean reversed;

    public ThreeParts(Runnable one, Runnable another, Runnable third) {
        int race = RACES.getAndIncrement() & Integer.MAX_VALUE;
        parts = new Runnable[] {one, another, third};
        first = race % PARTS;
        reversed = race / PARTS % 2 == 0;
    }

    /** Plays one part. */
    public void one() {
        parts[first].run();
    }

    /** Plays the two others, one after the other. */
    public void others() {
        parts[(first + (reversed ? 2 : 1)) % PARTS].run();
        parts[(first + (reversed ? 1 : 2)) % PARTS].run();
    }
}
