// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

/**
 * One account while it is kept. It only grows.
 *
 * <p><b>Cost:</b> one look at the clock and one lock, which is never held for long, for each call: so it is called for
 * buffers, batches and events, not for packets. Makes no object but in {@link #entry}.
 * <p><b>Threading:</b> any.
 */
public final class BookAccount {

    private long bytes;
    private long firstMillis;
    private long lastMillis;

    /** An account of nothing. */
    public BookAccount() {}

    /**
     * Counts more.
     *
     * @param more bytes; of 0 no time is taken
     * @throws IllegalArgumentException if it is negative
     */
    public void add(long more) {
        if (more < 0) {
            throw new IllegalArgumentException("more: " + more + " (expected: not negative, an account only grows)");
        }
        if (more > 0) {
            add(more, System.currentTimeMillis());
        }
    }

    private synchronized void add(long more, long nowMillis) {
        firstMillis = bytes == 0 ? nowMillis : firstMillis;
        lastMillis = nowMillis;
        bytes += more;
    }

    /**
     * Grows to a total that is counted elsewhere; does nothing if it says as much already.
     *
     * @param total bytes in all
     */
    public void growTo(long total) {
        add(Math.max(0, total - bytes()));
    }

    /**
     * Returns what was counted.
     *
     * @return bytes
     */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Returns what was counted, and when.
     *
     * @return all of one moment
     */
    public synchronized BookEntry entry() {
        return bytes == 0 ? BookEntry.NONE : new BookEntry(bytes, firstMillis, lastMillis);
    }
}
