// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An indicator of TR 101 290, of an input or of a service.
 *
 * @param name as TR 101 290 writes it, such as {@code PMT_error_2}
 * @param priority 1 to 3
 * @param state whether it is raised
 * @param errors so far
 * @param since since when it is raised; null if it is not
 * @param pids for which it is raised
 * @param text what is wrong, in the words of the log line, or why it cannot be known; null if there is nothing to say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Indication(
        String name,
        int priority,
        Light state,
        long errors,
        @Nullable Instant since,
        List<Integer> pids,
        @Nullable String text) {

    /** Copies the list. */
    public Indication {
        pids = List.copyOf(pids);
    }

    /** Whether an indicator, or any of a priority, is raised; the better before the worse. */
    public enum Light {
        /** No error is seen. */
        OK,
        /** It cannot be known here. */
        UNKNOWN,
        /** There is an error, or was one shortly before. */
        RAISED;

        /** As the document writes it. */
        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
