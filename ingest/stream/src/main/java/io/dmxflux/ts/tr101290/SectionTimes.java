// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.util.Arrays;

/**
 * When each section came last, of the tables that are repeated: an open hash table of numbers.
 *
 * <p><b>Shape:</b> it doubles when it is three quarters full, up to {@value #MOST}; then the sections that are not in it are
 * not followed. A full event schedule of 200 services has about 10 000 sections.
 * <p><b>Units:</b> nanoseconds.
 * <p><b>Threading:</b> one thread.
 */
final class SectionTimes {

    /** A section that has not come before. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int FIRST = 256;
    private static final int MOST = 1 << 16;
    private static final long FREE = 0;

    /** The lowest bits of a time are the section's version_number. */
    private static final long VERSION = 0x1F;

    private long[] keys = new long[FIRST];
    private long[] times = new long[FIRST];
    private int used;

    /** Returns when a section came last with this version, and notes that it comes now. */
    long put(long key, int version, long now) {
        int at = find(key);
        long value = now & ~VERSION | version;
        if (keys[at] == key) {
            long before = times[at];
            times[at] = value;
            return ((before ^ value) & VERSION) == 0 ? before & ~VERSION : NEVER;
        }
        if (used >= keys.length / 4 * 3) {
            if (keys.length == MOST) {
                return NEVER;
            }
            grow();
            at = find(key);
        }
        keys[at] = key;
        times[at] = value;
        used++;
        return NEVER;
    }

    /** Returns when a section came last. */
    long get(long key) {
        int at = find(key);
        return keys[at] == key ? times[at] & ~VERSION : NEVER;
    }

    /** Forgets all, after a gap. */
    void clear() {
        Arrays.fill(keys, FREE);
        used = 0;
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 32) & mask;
        while (keys[at] != FREE && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldTimes = times;
        keys = new long[2 * oldKeys.length];
        times = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                times[at] = oldTimes[i];
            }
        }
    }
}
