// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an input, a service or an output is, the better before the worse. */
public enum Condition {
    /** As it should be. */
    OK,
    /** It has ended as it was to, such as a file that is read. */
    ENDED,
    /** Something is lost, late or damaged, or was in the last minute. */
    ATTENTION,
    /** An input or output waits for something that the machine does not have. */
    WAITING,
    /** A service is not in the multiplex, and an output waits for it. */
    GONE,
    /** Nothing arrives at an input. */
    SILENT,
    /** Nothing arrives of a service, or an output sends nothing; or it has failed. */
    FAULT;

    /**
     * Returns the worse of two.
     *
     * @param other any
     * @return this one or the other
     */
    public Condition or(Condition other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** As the document writes it. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
