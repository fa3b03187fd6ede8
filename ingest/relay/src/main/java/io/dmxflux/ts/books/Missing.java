// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import io.dmxflux.book.BookEntry;
import java.time.Duration;

/**
 * Packets that never arrived, on one account and with one certainty.
 * <pre>
 *                    SIGNAL                           KERNEL
 *   EXACT            sequence numbers of RTP          datagrams for which the socket had no room
 *   AT_LEAST         gaps of continuity counters,
 *                    each modulo 16
 *   UNKNOWN          the network did not have what it  a demux had, or may have had, no buffer to fill; its ring
 *                    takes to receive                 overflowed; the device was not there
 * </pre>
 * Datagrams are exact to the packet while all of one input are equally long, as is usual; otherwise only their number is
 * known, and the packets are {@code UNKNOWN}.
 *
 * @param cause whose account it is
 * @param certainty what is known
 * @param missing packets, exactly or at least; nothing while the amount is unknown
 * @param events datagrams, places of a gap, or times that something may have been lost
 * @param recovered of the missing ones those that came late after all, which {@code missing} goes on to have
 * @param starved how long the demux certainly had no buffer to fill
 * @param perhapsStarved how much longer it may have had none
 * @param out for how long nothing could be received, as an interface, a route, a host or a device was not there
 */
public record Missing(
        Cause cause,
        Certainty certainty,
        BookEntry missing,
        long events,
        BookEntry recovered,
        Duration starved,
        Duration perhapsStarved,
        Duration out) {

    /** On whose account packets are missing. */
    public enum Cause {
        /** Lost on the way to this machine. */
        SIGNAL,
        /** Lost by the kernel, which had no buffer or no room: this process was late. */
        KERNEL
    }

    /** What is known of the amount. */
    public enum Certainty {
        /** As many as it says. */
        EXACT,
        /** As many as it says, or more. */
        AT_LEAST,
        /** None, or any number; what is known is how often, and for how long. */
        UNKNOWN
    }

    /**
     * Makes one of an amount.
     *
     * @param cause whose account it is
     * @param certainty what is known
     * @param missing the amount
     * @param events how often
     * @param recovered what came late after all
     * @return without starved time
     */
    public static Missing of(Cause cause, Certainty certainty, BookEntry missing, long events, BookEntry recovered) {
        return new Missing(cause, certainty, missing, events, recovered, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Returns whether there is anything to tell.
     *
     * @return false if nothing is missing, nor may be
     */
    public boolean isSome() {
        return missing.bytes() > 0 || events > 0 || !starved.isZero() || !perhapsStarved.isZero();
    }

    /**
     * Adds what is missing of another run of the same input.
     *
     * @param more of the same cause and certainty
     * @return both
     */
    public Missing plus(Missing more) {
        return new Missing(
                cause,
                certainty,
                missing.plus(more.missing),
                events + more.events,
                recovered.plus(more.recovered),
                starved.plus(more.starved),
                perhapsStarved.plus(more.perhapsStarved),
                out.plus(more.out));
    }
}
