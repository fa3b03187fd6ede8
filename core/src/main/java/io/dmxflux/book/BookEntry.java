// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import io.dmxflux.packet.TsPacket;
import java.time.Instant;
import java.util.Optional;

/**
 * What one account says at one moment. It never becomes less.
 *
 * <p><b>Cost:</b> one object; accounts are read twice a second, each of them.
 *
 * @param bytes of transport stream, or zero; zero with times if their number is not known
 * @param firstMillis when the first of them was counted, since 1970; 0 while there is none
 * @param lastMillis when the last of them was counted, since 1970; 0 while there is none
 */
public record BookEntry(long bytes, long firstMillis, long lastMillis) {

    /** Nothing yet. */
    public static final BookEntry NONE = new BookEntry(0, 0, 0);

    /**
     * Checks what the record says.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public BookEntry {
        if (bytes < 0 || firstMillis < 0 || lastMillis < 0) {
            throw new IllegalArgumentException("bytes " + bytes + ", firstMillis " + firstMillis + ", lastMillis "
                    + lastMillis + " (expected: none negative)");
        }
    }

    /**
     * Returns what is counted all at one moment.
     *
     * @param bytes of transport stream, or zero
     * @param when the moment
     * @return the entry
     */
    public static BookEntry of(long bytes, Instant when) {
        return bytes == 0 ? NONE : new BookEntry(bytes, when.toEpochMilli(), when.toEpochMilli());
    }

    /**
     * Returns when the first bytes were counted.
     *
     * @return the time; empty while there are none
     */
    public Optional<Instant> first() {
        return time(firstMillis);
    }

    /**
     * Returns when the last bytes were counted.
     *
     * @return the time; empty while there are none
     */
    public Optional<Instant> last() {
        return time(lastMillis);
    }

    private static Optional<Instant> time(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /**
     * Returns whole packets.
     *
     * @return bytes by 188, without a rest
     */
    public long packets() {
        return bytes / TsPacket.LENGTH;
    }

    /**
     * Adds another entry.
     *
     * @param more another part of the same account
     * @return both, with the first and the last time of either
     */
    public BookEntry plus(BookEntry more) {
        if (more.firstMillis == 0) {
            return this;
        }
        if (firstMillis == 0) {
            return more;
        }
        return new BookEntry(
                bytes + more.bytes, Math.min(firstMillis, more.firstMillis), Math.max(lastMillis, more.lastMillis));
    }

    /**
     * Turns an entry that counts something else into bytes.
     *
     * @param bytesOfEach bytes for one of what was counted
     * @return the same times, with so many times the amount
     */
    public BookEntry times(long bytesOfEach) {
        return bytes == 0 ? this : new BookEntry(bytes * bytesOfEach, firstMillis, lastMillis);
    }
}
