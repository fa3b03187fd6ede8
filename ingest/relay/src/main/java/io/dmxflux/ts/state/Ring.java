// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last numbers of a series, of which some may not be known.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Ring {

    private static final int FIRST_CAPACITY = 16;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final int most;
    private long[] values = new long[FIRST_CAPACITY];
    private int first;
    private int size;

    /** Keeps so many. */
    Ring(int most) {
        this.most = most;
    }

    /** Adds a number; null if it is not known. */
    void add(@Nullable Long value) {
        if (size == values.length && size < most) {
            grow();
        }
        if (size == values.length) {
            first = (first + 1) % values.length;
            size--;
        }
        values[(first + size) % values.length] = value == null ? UNKNOWN : value;
        size++;
    }

    private void grow() { // before the first wraps around
        long[] more = new long[Math.min(most, 2 * values.length)];
        System.arraycopy(values, 0, more, 0, size);
        values = more;
    }

    /** Adds to the last number, which is known. */
    void addToLast(long more) {
        values[(first + size - 1) % values.length] += more;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns them, the oldest first. */
    List<@Nullable Long> values() {
        List<@Nullable Long> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            long value = values[(first + i) % values.length];
            all.add(value == UNKNOWN ? null : value);
        }
        return all;
    }
}
