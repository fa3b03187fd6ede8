// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

/**
 * How much may be announced: what has not been used in the last seconds, and after that 4000 bit/s, rounds and changes
 * together.
 *
 * <p><b>Threading:</b> one thread at a time.
 * <p><b>Source:</b> RFC 2974 3.1 (all announcements of a group stay below 4000 bit/s if nothing else is configured).
 */
final class SapBudget {

    static final long BITS_PER_SECOND = 4_000;

    /** What may be sent at once after a pause, at least. */
    private static final long SMALLEST_RESERVE = 5 * BITS_PER_SECOND;

    private static final long MILLIS = 1_000;

    private long bits = Long.MAX_VALUE;
    private long sinceMillis;

    /**
     * Adds what has come with time.
     *
     * @param nowMillis the time, never less than before
     * @param roundBits of one announcement of everything, which fits into the reserve
     */
    void refill(long nowMillis, long roundBits) {
        long reserve = Math.max(SMALLEST_RESERVE, roundBits);
        long more = (nowMillis - sinceMillis) * BITS_PER_SECOND / MILLIS;
        bits = bits >= reserve - more ? reserve : bits + more;
        sinceMillis = nowMillis;
    }

    /** Tells whether a message may be sent, however long it is. */
    boolean allows() {
        return bits > 0;
    }

    /** Takes the bits of a message that is sent. */
    void spend(long bytes) {
        bits -= bytes * Byte.SIZE;
    }

    /** Returns in how many milliseconds {@link #allows} is true. */
    long waitMillis() {
        return allows() ? 0 : (1 - bits) * MILLIS / BITS_PER_SECOND + 1;
    }
}
