// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.dmx.frontend.sim.SampleNetworks;
import io.dmxflux.dmx.frontend.sim.Transponder;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where the simulated frontend of {@code sim:} receives something. A satellite is received through whatever dish the URI
 * describes.
 * <ul>
 *   <li>A file everywhere: at 474 MHz by DVB-T, DVB-T2 and DVB-C of 6.94 MBd, and at 11 362 MHz, horizontal, 22 MBd, by DVB-S and
 *       DVB-S2. These are the places of the kernel's test driver, vidtv, so that one configuration suits both.
 *   <li>The sample there too, and on the networks that {@code scan} finds, see {@link SampleNetworks}.
 * </ul>
 */
final class SimTransponders {

    private static final long TERRESTRIAL_HZ = 474_000_000;
    private static final long SATELLITE_HZ = 11_362_000_000L;
    private static final int BANDWIDTH_HZ = 8_000_000;
    private static final int CABLE_SYMBOL_RATE = 6_940_000;
    private static final int SATELLITE_SYMBOL_RATE = 22_000_000;

    private SimTransponders() {}

    /** The sample, the networks first. */
    static List<Transponder> ofSample(Tuning wanted) {
        return Stream.concat(
                        SampleNetworks.all(dish(wanted)).stream(),
                        of(() -> Playback.ofSample().looped().open(), wanted).stream())
                .toList();
    }

    /** A stream of one's own. */
    static List<Transponder> of(Supplier<StreamFeed> stream, Tuning wanted) {
        return Stream.of(
                        TerrestrialTuning.of(DeliverySystem.DVB_T, TERRESTRIAL_HZ, BANDWIDTH_HZ),
                        TerrestrialTuning.of(DeliverySystem.DVB_T2, TERRESTRIAL_HZ, BANDWIDTH_HZ),
                        CableTuning.of(TERRESTRIAL_HZ, CABLE_SYMBOL_RATE, Modulation.AUTO),
                        satellite(DeliverySystem.DVB_S, dish(wanted)),
                        satellite(DeliverySystem.DVB_S2, dish(wanted)))
                .map(tuning -> new Transponder(tuning, stream))
                .toList();
    }

    private static Dish dish(Tuning wanted) {
        return wanted instanceof SatelliteTuning satellite ? satellite.dish() : SatelliteDish.UNIVERSAL;
    }

    private static SatelliteTuning satellite(DeliverySystem system, Dish dish) {
        return SatelliteTuning.of(system, SATELLITE_HZ, Polarization.HORIZONTAL, SATELLITE_SYMBOL_RATE, dish);
    }
}
