// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.book.BookEntry;

/**
 * The book of a pool: where every byte has gone that came out of the driver.
 * <pre>
 *   received = delivered + dropped + discarded + filled
 * </pre>
 * That holds of every book, also of one that is read while buffers move.
 *
 * @param received what was dequeued from the driver
 * @param delivered what was lent
 * @param dropped what the overload policy dropped (account: policy)
 * @param discarded what had arrived when a subscription ended, or before one began (account: closed)
 * @param filledBytes what waits for demand
 * @param gaps how often the driver lost data, or may have lost some (account: kernel); counted in times, not in bytes
 * @param starvedNanos time in which the kernel certainly had no buffer to fill
 * @param stalledNanos time in which it may have had none, as the process came too late
 */
public record PoolBook(
        BookEntry received,
        BookEntry delivered,
        BookEntry dropped,
        BookEntry discarded,
        long filledBytes,
        BookEntry gaps,
        long starvedNanos,
        long stalledNanos) {}
