// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log.
 *
 * @param id rises by one with each line of this process
 * @param time when it happened
 * @param level {@code info}, {@code warn} or {@code error}
 * @param input the identifier of the input that it is of; null if it is of none, or the event does not know it
 * @param service the identifier of the service
 * @param output the identifier of the output
 * @param pid the PID
 * @param kind the name of the event, as in the log for machines
 * @param state {@code began} or {@code over}, of what lasts
 * @param text the line
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoggedEvent(
        long id,
        Instant time,
        String level,
        @Nullable String input,
        @Nullable String service,
        @Nullable String output,
        @Nullable Integer pid,
        String kind,
        @Nullable String state,
        String text) {}
