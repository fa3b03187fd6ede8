// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookEntry;
import io.dmxflux.book.OutageAccount;

/**
 * What never reached a source, as far as it can tell, for the books. The continuity counters of the stream tell the rest.
 *
 * @param network bytes of datagrams that the sequence numbers show to be missing
 * @param networkDatagrams how many datagrams they were
 * @param late bytes of those that came after all, and were not passed on
 * @param networkUnknown how often an unknown number is missing; counted in times, not in bytes
 * @param networkOutNanos for how long nothing could be received, as the network did not have what it takes
 * @param kernel bytes of datagrams for which the socket had no room
 * @param kernelDatagrams how many datagrams they were
 * @param kernelUnknown how often the kernel lost data, or may have lost some; counted in times, not in bytes
 * @param kernelOutNanos for how long nothing could be received, as the device was not there
 * @param starvedNanos time in which the kernel certainly had no buffer to fill
 * @param stalledNanos time in which it may have had none
 */
public record SourceLosses(
        BookEntry network,
        long networkDatagrams,
        BookEntry late,
        BookEntry networkUnknown,
        long networkOutNanos,
        BookEntry kernel,
        long kernelDatagrams,
        BookEntry kernelUnknown,
        long kernelOutNanos,
        long starvedNanos,
        long stalledNanos) {

    /** Nothing lost. */
    public static final SourceLosses NONE = new SourceLosses(
            BookEntry.NONE, 0, BookEntry.NONE, BookEntry.NONE, 0, BookEntry.NONE, 0, BookEntry.NONE, 0, 0, 0);

    /**
     * Makes those of a source that knows no amount.
     *
     * @param times how often the kernel lost data, or may have lost some
     * @param starvedNanos time in which it certainly had no buffer to fill
     * @param stalledNanos time in which it may have had none
     * @return the losses
     */
    public static SourceLosses ofKernel(BookEntry times, long starvedNanos, long stalledNanos) {
        return times.bytes() + starvedNanos + stalledNanos == 0
                ? NONE
                : new SourceLosses(
                        BookEntry.NONE,
                        0,
                        BookEntry.NONE,
                        BookEntry.NONE,
                        0,
                        BookEntry.NONE,
                        0,
                        times,
                        0,
                        starvedNanos,
                        stalledNanos);
    }

    /** Makes those of datagrams of one length whose numbers are missing. */
    static SourceLosses ofDatagrams(BookEntry missing, long datagramBytes) {
        return missing.bytes() == 0
                ? NONE
                : new SourceLosses(
                        missing,
                        missing.bytes() / datagramBytes,
                        BookEntry.NONE,
                        BookEntry.NONE,
                        0,
                        BookEntry.NONE,
                        0,
                        BookEntry.NONE,
                        0,
                        0,
                        0);
    }

    /**
     * Makes those of a network that did not have what it takes to receive.
     *
     * @param outages how often, and for how long
     * @return the losses
     */
    public static SourceLosses ofNetwork(OutageAccount outages) {
        if (outages.times().bytes() == 0) {
            return NONE;
        }
        return new SourceLosses(
                BookEntry.NONE,
                0,
                BookEntry.NONE,
                outages.times(),
                outages.nanos(),
                BookEntry.NONE,
                0,
                BookEntry.NONE,
                0,
                0,
                0);
    }

    /**
     * Makes those of a device that was not there.
     *
     * @param outages how often, and for how long
     * @return the losses
     */
    public static SourceLosses ofDevice(OutageAccount outages) {
        if (outages.times().bytes() == 0) {
            return NONE;
        }
        return new SourceLosses(
                BookEntry.NONE,
                0,
                BookEntry.NONE,
                BookEntry.NONE,
                0,
                BookEntry.NONE,
                0,
                outages.times(),
                outages.nanos(),
                0,
                0);
    }

    /**
     * Adds the losses of another source.
     *
     * @param more its losses
     * @return both
     */
    public SourceLosses plus(SourceLosses more) {
        if (this == NONE || more == NONE) {
            return this == NONE ? more : this;
        }
        return new SourceLosses(
                network.plus(more.network),
                networkDatagrams + more.networkDatagrams,
                late.plus(more.late),
                networkUnknown.plus(more.networkUnknown),
                networkOutNanos + more.networkOutNanos,
                kernel.plus(more.kernel),
                kernelDatagrams + more.kernelDatagrams,
                kernelUnknown.plus(more.kernelUnknown),
                kernelOutNanos + more.kernelOutNanos,
                starvedNanos + more.starvedNanos,
                stalledNanos + more.stalledNanos);
    }
}
