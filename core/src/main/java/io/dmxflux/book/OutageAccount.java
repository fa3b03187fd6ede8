// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import java.util.function.LongSupplier;

/**
 * How often, and for how long, nothing could be received at all: what was sent meanwhile is missing, and its amount unknown.
 * An outage counts from its begin on, also while it lasts.
 *
 * <p><b>Threading:</b> any.
 */
public final class OutageAccount {

    private final LongSupplier nanoTime;
    private long times;
    private long firstMillis;
    private long lastMillis;
    private boolean lasts;
    private long sinceNanos;
    private long overNanos;

    /**
     * An account of no outage.
     *
     * @param nanoTime a clock that does not jump, in nanoseconds
     */
    public OutageAccount(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes that an outage begins; does nothing while one lasts. */
    public synchronized void begin() {
        if (!lasts) {
            lasts = true;
            sinceNanos = nanoTime.getAsLong();
            times++;
            firstMillis = times == 1 ? System.currentTimeMillis() : firstMillis;
        }
    }

    /** Notes that the last one was not over, as has been thought; does nothing while one lasts. */
    public synchronized void goOn() {
        if (!lasts && times > 0) {
            lasts = true;
            sinceNanos = nanoTime.getAsLong();
        }
    }

    /** Notes that it is over; does nothing without one. */
    public synchronized void end() {
        if (lasts) {
            overNanos = nanos();
            lastMillis = System.currentTimeMillis();
            lasts = false;
        }
    }

    /**
     * Returns how often there was one, from the begin of the first to the end of the last; to now while it lasts.
     *
     * @return counted in times, not in bytes
     */
    public synchronized BookEntry times() {
        return times == 0
                ? BookEntry.NONE
                : new BookEntry(times, firstMillis, lasts ? System.currentTimeMillis() : lastMillis);
    }

    /**
     * Returns how long they were, all together.
     *
     * @return nanoseconds
     */
    public synchronized long nanos() {
        return overNanos + (lasts ? nanoTime.getAsLong() - sinceNanos : 0);
    }
}
