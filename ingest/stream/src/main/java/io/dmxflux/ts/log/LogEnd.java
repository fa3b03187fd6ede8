// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.time.Instant;

/** Where a reader of a log ends. */
public sealed interface LogEnd {

    /** Nowhere: what is appended is read as it comes. */
    LogEnd NEVER = new Never();

    /** Behind what is there when the reader begins, as far as it can be read. */
    LogEnd THERE = new There();

    /** Nowhere. */
    record Never() implements LogEnd {}

    /** Behind what is there. */
    record There() implements LogEnd {}

    /**
     * Before the first chunk that is not earlier, or behind what is there once that time is past: at once where it is past when the
     * reader begins, otherwise two seconds later, as what came before it may be on its way into the log.
     *
     * @param time by the wall clock of the machine that received the stream
     */
    record Before(Instant time) implements LogEnd {

        /** Checks that a time is given. */
        public Before {
            Check.given(time, "time");
        }
    }
}
