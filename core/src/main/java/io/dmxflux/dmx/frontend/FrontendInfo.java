// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.List;

/**
 * What a frontend can receive, as its driver tells: {@code FE_GET_INFO} and {@code DTV_ENUM_DELSYS}. A limit of 0 is none. The
 * limits of a satellite's tuner are those of the intermediate frequency.
 *
 * @param path its node, or a name that starts with {@code sim:}
 * @param name what the driver calls the device
 * @param systems what it receives, in the driver's order; those without a name here are left out
 * @param minFrequencyHz the lowest frequency
 * @param maxFrequencyHz the highest frequency
 * @param stepHz the raster of its synthesizer
 * @param toleranceHz how far off it may be tuned
 * @param minSymbolRate the fewest symbols per second
 * @param maxSymbolRate the most symbols per second
 * @param capabilities the bits of {@code enum fe_caps}
 */
public record FrontendInfo(
        String path,
        String name,
        List<DeliverySystem> systems,
        long minFrequencyHz,
        long maxFrequencyHz,
        long stepHz,
        long toleranceHz,
        long minSymbolRate,
        long maxSymbolRate,
        int capabilities) {

    private static final int CAN_MULTISTREAM = 0x4000000;

    /** Keeps a copy of the list. */
    public FrontendInfo {
        systems = List.copyOf(systems);
    }

    /**
     * Tells whether the driver claims to filter one of several streams on a satellite's carrier. Of the pipes of DVB-T2 and the
     * transport streams of ISDB-S it says nothing: drivers filter them without this claim.
     *
     * @return whether {@code FE_CAN_MULTISTREAM} is set
     */
    public boolean canMultistream() {
        return (capabilities & CAN_MULTISTREAM) != 0;
    }
}
