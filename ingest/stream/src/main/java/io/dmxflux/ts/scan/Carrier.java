// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes one carrier from another.
 *
 * @param frequencyHz its centre
 * @param bandwidthHz how wide it is
 * @param polarization of a satellite's; else null
 * @param stream the pipe or input stream that is received of it
 */
record Carrier(long frequencyHz, long bandwidthHz, @Nullable Polarization polarization, OptionalInt stream) {

    private static final long USUAL_BANDWIDTH_HZ = 8_000_000;
    private static final long NARROW_BANDWIDTH_HZ = 6_000_000;
    private static final int TOLERANCE = 8;

    static Carrier of(Tuning tuning) {
        long frequencyHz = tuning.frequencyHz();
        if (tuning instanceof TerrestrialTuning terrestrial) {
            return new Carrier(frequencyHz, width(terrestrial.bandwidthHz()), null, terrestrial.plp());
        }
        if (tuning instanceof SatelliteTuning satellite) {
            return new Carrier(frequencyHz, satellite.symbolRate(), satellite.polarization(), satellite.stream());
        }
        if (tuning instanceof CableTuning cable) {
            return new Carrier(frequencyHz, narrow(cable.symbolRate()), null, OptionalInt.empty());
        }
        int bandwidthHz = tuning instanceof IsdbTuning isdb ? isdb.bandwidthHz() : 0;
        return new Carrier(frequencyHz, narrow(bandwidthHz), null, OptionalInt.empty());
    }

    private static long width(int bandwidthHz) {
        return bandwidthHz == 0 ? USUAL_BANDWIDTH_HZ : bandwidthHz;
    }

    private static long narrow(int bandwidthHz) {
        return bandwidthHz == 0 ? NARROW_BANDWIDTH_HZ : bandwidthHz;
    }

    /** Tells whether both are at one place: neither knows its frequency better than an eighth of its width. */
    boolean isAt(Carrier other) {
        long tolerance = Math.min(bandwidthHz, other.bandwidthHz) / TOLERANCE;
        return polarization == other.polarization && Math.abs(frequencyHz - other.frequencyHz) <= tolerance;
    }

    /** Tells whether both are the same stream at one place. */
    boolean isSame(Carrier other) {
        return isAt(other) && stream.equals(other.stream);
    }
}
