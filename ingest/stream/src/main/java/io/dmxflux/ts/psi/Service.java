// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.OptionalInt;

/**
 * One service of a {@link ServiceDescriptionTable}.
 *
 * @param serviceId {@code service_id}, the program_number of its PMT
 * @param eitSchedule {@code EIT_schedule_flag}: whether this transport stream has the service's event schedule
 * @param eitPresentFollowing {@code EIT_present_following_flag}: whether it has its present and following event
 * @param runningStatus {@code running_status}: 0 undefined, 1 not running, 2 starts in a few seconds, 3 pausing, 4 running,
 *     5 off air
 * @param freeCaMode {@code free_CA_mode}: whether access to one or more of its streams may be controlled
 * @param descriptors what the SDT says of it
 */
public record Service(
        int serviceId,
        boolean eitSchedule,
        boolean eitPresentFollowing,
        int runningStatus,
        boolean freeCaMode,
        Descriptors descriptors) {

    /**
     * A service.
     *
     * @throws IllegalArgumentException if a value does not fit its field
     */
    public Service {
        FieldWidth.check("service_id", serviceId, 16);
        FieldWidth.check("running_status", runningStatus, 3);
    }

    /**
     * Reads the service's name.
     *
     * @return {@code service_name}; empty if it is not sent
     */
    public String name() {
        return descriptors
                .find(ServiceDescriptor.class)
                .map(ServiceDescriptor::serviceName)
                .map(HarmlessText::oneLine)
                .orElse("");
    }

    /**
     * Reads the name of the service's provider.
     *
     * @return {@code service_provider_name}; empty if it is not sent
     */
    public String provider() {
        return descriptors
                .find(ServiceDescriptor.class)
                .map(ServiceDescriptor::providerName)
                .map(HarmlessText::oneLine)
                .orElse("");
    }

    /** Returns the same service, the name of which is read as that of ISDB. */
    Service inArib() {
        return new Service(
                serviceId, eitSchedule, eitPresentFollowing, runningStatus, freeCaMode, descriptors.inArib());
    }

    /**
     * Reads {@code service_type}.
     *
     * @return {@code service_type}, 0 to 0xFF; empty if it is not sent
     */
    public OptionalInt type() {
        return descriptors.stream()
                .filter(ServiceDescriptor.class::isInstance)
                .mapToInt(descriptor -> ((ServiceDescriptor) descriptor).serviceType())
                .findFirst();
    }
}
