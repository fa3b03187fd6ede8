// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an input, a service or an output is: the better before the worse, and what explains a fault behind it. */
public enum Condition {
    /** As it should be. */
    OK,
    /** It has ended as it was to, such as a file that is read. */
    ENDED,
    /** Something is lost, late or damaged, or was in the last minute. */
    ATTENTION,
    /** An input or output has failed or takes nothing, or nothing comes of a service. */
    FAULT,
    /** Nothing arrives at an input. */
    SILENT,
    /** An input or output waits for something that is not there. */
    WAITING,
    /** A service is not in the multiplex, and an output waits for it. */
    GONE;

    /**
     * Tells whether nothing arrives, or nothing leaves.
     *
     * @return true for {@link #FAULT} and what explains one
     */
    public boolean isFault() {
        return compareTo(FAULT) >= 0;
    }

    /** As the document writes it. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
