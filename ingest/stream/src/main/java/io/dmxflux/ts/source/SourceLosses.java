// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookEntry;

/**
 * What never reached a source, as far as it can tell, for the books. The continuity counters of the stream tell the rest.
 *
 * @param network bytes of datagrams that the sequence numbers show to be missing
 * @param networkDatagrams how many datagrams they were
 * @param late bytes of those that came after all, and were not passed on
 * @param networkUnknown how often an unknown number is missing; counted in times, not in bytes
 * @param kernel bytes of datagrams for which the socket had no room
 * @param kernelDatagrams how many datagrams they were
 * @param kernelUnknown how often the kernel lost data, or may have lost some; counted in times, not in bytes
 * @param starvedNanos time in which the kernel certainly had no buffer to fill
 * @param stalledNanos time in which it may have had none
 */
public record SourceLosses(
        BookEntry network,
        long networkDatagrams,
        BookEntry late,
        BookEntry networkUnknown,
        BookEntry kernel,
        long kernelDatagrams,
        BookEntry kernelUnknown,
        long starvedNanos,
        long stalledNanos) {

    /** Nothing lost. */
    public static final SourceLosses NONE = new SourceLosses(
            BookEntry.NONE, 0, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0, BookEntry.NONE, 0, 0);

    /**
     * Makes those of a source that knows no amount.
     *
     * @param times how often the kernel lost data, or may have lost some
     * @param starvedNanos time in which it certainly had no buffer to fill
     * @param stalledNanos time in which it may have had none
     * @return the losses
     */
    public static SourceLosses ofKernel(BookEntry times, long starvedNanos, long stalledNanos) {
        return NONE.plus(new SourceLosses(
                BookEntry.NONE,
                0,
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                0,
                times,
                starvedNanos,
                stalledNanos));
    }

    /**
     * Makes those of a source of which something was lost on its way, and nobody knows how much.
     *
     * @param times how often
     * @return the losses
     */
    public static SourceLosses ofNetwork(BookEntry times) {
        return NONE.plus(
                new SourceLosses(BookEntry.NONE, 0, BookEntry.NONE, times, BookEntry.NONE, 0, BookEntry.NONE, 0, 0));
    }

    /**
     * Adds the losses of another source.
     *
     * @param more its losses
     * @return both
     */
    public SourceLosses plus(SourceLosses more) {
        return new SourceLosses(
                network.plus(more.network),
                networkDatagrams + more.networkDatagrams,
                late.plus(more.late),
                networkUnknown.plus(more.networkUnknown),
                kernel.plus(more.kernel),
                kernelDatagrams + more.kernelDatagrams,
                kernelUnknown.plus(more.kernelUnknown),
                starvedNanos + more.starvedNanos,
                stalledNanos + more.stalledNanos);
    }
}
