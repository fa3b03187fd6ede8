// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * What one account says at one moment. It never becomes less.
 *
 * @param bytes of transport stream, or zero
 * @param first when the first of them was counted; empty while there is none
 * @param last when the last of them was counted; empty while there is none
 */
public record BookEntry(long bytes, Optional<Instant> first, Optional<Instant> last) {

    /** Nothing yet. */
    public static final BookEntry NONE = new BookEntry(0, Optional.empty(), Optional.empty());

    private static final int PACKET_BYTES = 188;

    /**
     * Returns whole packets.
     *
     * @return bytes by 188, without a rest
     */
    public long packets() {
        return bytes / PACKET_BYTES;
    }

    /**
     * Adds another entry.
     *
     * @param more another part of the same account
     * @return both, with the first and the last time of either
     */
    public BookEntry plus(BookEntry more) {
        if (more.bytes == 0) {
            return this;
        }
        return new BookEntry(
                bytes + more.bytes,
                either(first, more.first, (one, other) -> one.isBefore(other) ? one : other),
                either(last, more.last, (one, other) -> one.isBefore(other) ? other : one));
    }

    /**
     * Turns an entry that counts something else into bytes.
     *
     * @param bytesOfEach bytes for one of what was counted
     * @return the same times, with so many times the amount
     */
    public BookEntry times(long bytesOfEach) {
        return new BookEntry(bytes * bytesOfEach, first, last);
    }

    private static Optional<Instant> either(
            Optional<Instant> one, Optional<Instant> other, BinaryOperator<Instant> choice) {
        return one.isEmpty() ? other : other.isEmpty() ? one : Optional.of(choice.apply(one.get(), other.get()));
    }
}
