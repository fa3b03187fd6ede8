// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.time.Instant;

/** Where a reader of a log begins. */
public sealed interface LogStart {

    /** With the next chunk that is appended. */
    LogStart LIVE = new Live();

    /** With the oldest chunk that is kept. */
    LogStart OLDEST = new Position(0);

    /** With the next chunk that is appended. */
    record Live() implements LogStart {}

    /**
     * With the chunk that has a datagram, or with the first behind it that is kept.
     *
     * @param datagram its number, of all epochs
     */
    record Position(long datagram) implements LogStart {

        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Position {
            Check.argument(datagram >= 0, "datagram", datagram, "not negative");
        }
    }

    /**
     * With the first chunk of that time or later, which the one before is earlier than. Where the wall clock was stepped back
     * there may be several: the last of them, so that what follows goes on to the end. A log that is later from its beginning
     * on is read from there; of one that is earlier to its end the time is waited for.
     *
     * @param time by the wall clock of the machine that received the stream
     */
    record At(Instant time) implements LogStart {

        /** Checks that a time is given. */
        public At {
            Check.given(time, "time");
        }

        /**
         * Returns it as a log has it.
         *
         * @return milliseconds since 1970; the least or the most there are, where it is before or behind them
         */
        public long millis() {
            try {
                return time.toEpochMilli();
            } catch (ArithmeticException e) {
                return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
        }
    }
}
