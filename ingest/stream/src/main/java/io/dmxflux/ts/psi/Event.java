// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event of a service, as an {@link EventInformationSection} has it.
 *
 * @param eventId {@code event_id}
 * @param start {@code start_time}, UTC; null if none is given, or none that is a time
 * @param duration {@code duration}; null if none is given, or none that is one
 * @param runningStatus {@code running_status}, see {@link Service#runningStatus()}
 * @param freeCaMode {@code free_CA_mode}: whether access to one or more of its streams is controlled
 * @param descriptors what the section says of it
 */
public record Event(
        int eventId,
        @Nullable Instant start,
        @Nullable Duration duration,
        int runningStatus,
        boolean freeCaMode,
        Descriptors descriptors) {

    /**
     * Reads name and short text.
     *
     * @return those of the first language sent; empty if there is none
     */
    public Optional<ShortEventDescriptor> shortEvent() {
        return descriptors.find(ShortEventDescriptor.class);
    }
}
