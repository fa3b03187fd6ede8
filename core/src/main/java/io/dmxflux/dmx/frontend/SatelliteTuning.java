// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static io.dmxflux.dmx.frontend.DtvProperty.DELIVERY_SYSTEM;
import static io.dmxflux.dmx.frontend.DtvProperty.FREQUENCY;
import static io.dmxflux.dmx.frontend.DtvProperty.INNER_FEC;
import static io.dmxflux.dmx.frontend.DtvProperty.INVERSION;
import static io.dmxflux.dmx.frontend.DtvProperty.MODULATION;
import static io.dmxflux.dmx.frontend.DtvProperty.PILOT;
import static io.dmxflux.dmx.frontend.DtvProperty.ROLLOFF;
import static io.dmxflux.dmx.frontend.DtvProperty.SCRAMBLING_SEQUENCE_INDEX;
import static io.dmxflux.dmx.frontend.DtvProperty.STREAM_ID;
import static io.dmxflux.dmx.frontend.DtvProperty.SYMBOL_RATE;

import io.dmxflux.check.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A carrier of a satellite: DVB-S, DVB-S2 or ISDB-S.
 *
 * @param system one of the three
 * @param frequencyHz as it is transmitted, such as 11 362 500 000
 * @param polarization as it is transmitted
 * @param symbolRate symbols per second
 * @param modulation the constellation; QPSK for DVB-S
 * @param fec the inner code
 * @param pilot whether it has pilot symbols; DVB-S2
 * @param rolloff the shape of the carrier; DVB-S2
 * @param inversion of the spectrum behind the LNB, which inverts it if its oscillator is above the carrier, as in the C band
 * @param stream the input stream of DVB-S2, 0..255, or the transport stream of ISDB-S, 0..65535; empty for the one there is
 * @param pls the gold index of the physical layer's scrambling of DVB-S2, 0..262141; empty for 0
 * @param dish what is between the satellite and the tuner
 */
public record SatelliteTuning(
        DeliverySystem system,
        long frequencyHz,
        Polarization polarization,
        int symbolRate,
        Modulation modulation,
        CodeRate fec,
        Pilot pilot,
        Rolloff rolloff,
        Inversion inversion,
        OptionalInt stream,
        OptionalInt pls,
        Dish dish)
        implements Tuning {

    /** What a carrier of DVB-S2 has where nobody says it: most have it, and not every demodulator finds it by itself. */
    public static final Modulation USUAL_S2_MODULATION = Modulation.PSK_8;

    private static final int NO_FILTER = -1;
    private static final int HIGHEST_INPUT_STREAM = 255;
    private static final int HIGHEST_TRANSPORT_STREAM = 65_535;
    private static final int HIGHEST_PLS = 262_141;
    private static final int HZ_PER_KHZ = 1_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException in one line, if one is out of its range
     */
    public SatelliteTuning {
        TuningLimits.checkSystem(system.isSatellite(), system, "dvb-s, dvb-s2, isdb-s");
        TuningLimits.checkKhz(frequencyHz);
        TuningLimits.checkSymbolRate(symbolRate);
        stream.ifPresent(id -> checkStream(system, id));
        pls.ifPresent(index -> Check.argument(
                system == DeliverySystem.DVB_S2 && index >= 0 && index <= HIGHEST_PLS,
                "pls",
                index,
                "a gold index, 0 to " + HIGHEST_PLS + ", of dvb-s2"));
    }

    private static void checkStream(DeliverySystem system, int id) {
        Check.argument(system != DeliverySystem.DVB_S, "stream", id, "none with dvb-s; or dvb-s2");
        int highest = system == DeliverySystem.DVB_S2 ? HIGHEST_INPUT_STREAM : HIGHEST_TRANSPORT_STREAM;
        Check.argument(id >= 0 && id <= highest, "stream", id, "0 to " + highest + " for " + system);
    }

    /**
     * Makes a tuning of which the demodulator finds all the rest.
     *
     * @param system the standard
     * @param frequencyHz as it is transmitted
     * @param polarization as it is transmitted
     * @param symbolRate symbols per second
     * @param dish what is between the satellite and the tuner
     * @return the tuning; {@link #USUAL_S2_MODULATION} for DVB-S2, else QPSK, which DVB-S always is
     */
    public static SatelliteTuning of(
            DeliverySystem system, long frequencyHz, Polarization polarization, int symbolRate, Dish dish) {
        return new SatelliteTuning(
                system,
                frequencyHz,
                polarization,
                symbolRate,
                system == DeliverySystem.DVB_S2 ? USUAL_S2_MODULATION : Modulation.QPSK,
                CodeRate.AUTO,
                Pilot.AUTO,
                system == DeliverySystem.DVB_S2 ? Rolloff.AUTO : Rolloff.ROLLOFF_35,
                Inversion.AUTO,
                OptionalInt.empty(),
                OptionalInt.empty(),
                dish);
    }

    @Override
    public long tunerHz() {
        return dish.tunerHz(frequencyHz, polarization);
    }

    @Override
    public List<DtvSetting> settings() {
        List<DtvSetting> settings = new ArrayList<>(List.of(
                DtvSetting.of(DELIVERY_SYSTEM, system),
                new DtvSetting(FREQUENCY, (int) (tunerHz() / HZ_PER_KHZ)),
                DtvSetting.of(INVERSION, inversion),
                new DtvSetting(SYMBOL_RATE, symbolRate),
                DtvSetting.of(INNER_FEC, fec)));
        if (system == DeliverySystem.DVB_S2) {
            settings.add(DtvSetting.of(MODULATION, modulation));
            settings.add(DtvSetting.of(PILOT, pilot));
            settings.add(DtvSetting.of(ROLLOFF, rolloff));
            settings.add(new DtvSetting(SCRAMBLING_SEQUENCE_INDEX, pls.orElse(0)));
        }
        if (system != DeliverySystem.DVB_S) {
            settings.add(new DtvSetting(STREAM_ID, stream.orElse(NO_FILTER)));
        }
        return List.copyOf(settings);
    }

    @Override
    public void check(FrontendInfo info) {
        Tuning.super.check(info);
        TuningLimits.check("symbolrate", symbolRate, info.minSymbolRate(), info.maxSymbolRate(), "symbols/s", info);
        Check.argument(
                system != DeliverySystem.DVB_S2 || stream.isEmpty() || info.canMultistream(),
                "stream",
                stream.orElse(0),
                "none: " + info.path() + " (" + info.name() + ") does not claim to filter input streams");
    }
}
