// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.Section;
import java.util.Comparator;

/**
 * A service by the three numbers that identify it wherever it is sent.
 *
 * @param originalNetworkId {@code original_network_id}
 * @param transportStreamId {@code transport_stream_id}
 * @param serviceId {@code service_id}
 */
public record ServiceTriplet(int originalNetworkId, int transportStreamId, int serviceId)
        implements Comparable<ServiceTriplet> {

    private static final int TRANSPORT_STREAM_ID_OFFSET = 8;
    private static final int ORIGINAL_NETWORK_ID_OFFSET = 10;

    private static final Comparator<ServiceTriplet> ORDER = Comparator.comparingInt(ServiceTriplet::originalNetworkId)
            .thenComparingInt(ServiceTriplet::transportStreamId)
            .thenComparingInt(ServiceTriplet::serviceId);

    /** Reads whose events a section of an EIT has. */
    static ServiceTriplet of(Section events) {
        return new ServiceTriplet(
                events.getUnsignedShort(ORIGINAL_NETWORK_ID_OFFSET),
                events.getUnsignedShort(TRANSPORT_STREAM_ID_OFFSET),
                events.tableIdExtension());
    }

    /**
     * Orders by network, stream and service.
     *
     * @param other another
     * @return as {@link Comparable} has it
     */
    @Override
    public int compareTo(ServiceTriplet other) {
        return ORDER.compare(this, other);
    }

    /**
     * Writes the numbers.
     *
     * @return decimal, as {@code 1.1019.10301}
     */
    @Override
    public String toString() {
        return originalNetworkId + "." + transportStreamId + "." + serviceId;
    }
}
