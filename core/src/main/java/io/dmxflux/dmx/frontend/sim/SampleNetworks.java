// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.dmx.recording.Playback;
import java.util.ArrayList;
import java.util.List;

/**
 * The bundled sample on several transponders, for tests and for trying things out. The NIT of each names those of its network,
 * so that one of them is enough to find all.
 * <pre>
 *   network  transport streams
 *   FF01     1: dvb-t 474 MHz, 2: dvb-t 498 MHz, 3: dvb-t2 522 MHz, all with 8 MHz
 *   FF02     11: dvb-c 346 MHz, 12: dvb-c 354 MHz, 13: dvb-c 362 MHz, all 256-QAM with 6.9 Msymbols/s
 *   FF03     21: dvb-s2 11362 MHz horizontal, 22 Msymbols/s; 22: dvb-s 11954 MHz horizontal, 27.5;
 *            23: dvb-s2 12552 MHz vertical, 22
 * </pre>
 *
 * <p>Each has the sample's three services. Their names end with the stream's number, except for the first one's, which alone
 * has the programme guide.
 */
public final class SampleNetworks {

    private static final int FIRST_NETWORK = 0xFF01;
    private static final int CABLE_SYMBOL_RATE = 6_900_000;
    private static final int WIDE = 8_000_000;
    private static final long MHZ = 1_000_000;

    /**
     * A transport stream of a network.
     *
     * @param number its transport_stream_id
     * @param symbolRate of a cable
     */
    record Stream(int number, Tuning tuning, int symbolRate) {}

    private SampleNetworks() {}

    /** {@return all transponders; those of satellites for a universal LNB that is connected directly} */
    public static List<Transponder> all() {
        return all(SatelliteDish.UNIVERSAL);
    }

    /**
     * Returns all transponders.
     *
     * @param dish which receives the satellite
     * @return nine transponders, in the order of the table
     */
    public static List<Transponder> all(Dish dish) {
        List<List<Stream>> networks = List.of(terrestrial(), cable(), satellite(dish));
        List<Transponder> transponders = new ArrayList<>();
        for (int network = 0; network < networks.size(); network++) {
            byte[] nit = SampleTable.nit(FIRST_NETWORK + network, networks.get(network));
            for (Stream stream : networks.get(network)) {
                transponders.add(new Transponder(
                        stream.tuning(),
                        () -> new SampleFeed(Playback.ofSample().looped().open(), stream.number(), nit)));
            }
        }
        return transponders;
    }

    private static List<Stream> terrestrial() {
        return List.of(
                new Stream(1, TerrestrialTuning.of(DeliverySystem.DVB_T, 474 * MHZ, WIDE), 0),
                new Stream(2, TerrestrialTuning.of(DeliverySystem.DVB_T, 498 * MHZ, WIDE), 0),
                new Stream(3, TerrestrialTuning.of(DeliverySystem.DVB_T2, 522 * MHZ, WIDE), 0));
    }

    private static List<Stream> cable() {
        return List.of(cable(11, 346), cable(12, 354), cable(13, 362));
    }

    private static Stream cable(int number, long mhz) {
        return new Stream(number, CableTuning.of(mhz * MHZ, CABLE_SYMBOL_RATE, Modulation.QAM_256), CABLE_SYMBOL_RATE);
    }

    private static List<Stream> satellite(Dish dish) {
        return List.of(
                satellite(21, DeliverySystem.DVB_S2, 11_362, Polarization.HORIZONTAL, 22_000_000, dish),
                satellite(22, DeliverySystem.DVB_S, 11_954, Polarization.HORIZONTAL, 27_500_000, dish),
                satellite(23, DeliverySystem.DVB_S2, 12_552, Polarization.VERTICAL, 22_000_000, dish));
    }

    private static Stream satellite(
            int number, DeliverySystem system, long mhz, Polarization polarization, int symbolRate, Dish dish) {
        return new Stream(number, SatelliteTuning.of(system, mhz * MHZ, polarization, symbolRate, dish), 0);
    }
}
