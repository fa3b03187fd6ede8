// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static io.dmxflux.dmx.frontend.DtvProperty.DELIVERY_SYSTEM;
import static io.dmxflux.dmx.frontend.DtvProperty.FREQUENCY;
import static io.dmxflux.dmx.frontend.DtvProperty.INNER_FEC;
import static io.dmxflux.dmx.frontend.DtvProperty.INVERSION;
import static io.dmxflux.dmx.frontend.DtvProperty.MODULATION;
import static io.dmxflux.dmx.frontend.DtvProperty.SYMBOL_RATE;

import java.util.List;

/**
 * A carrier in a cable, ITU-T J.83 annex A, B or C.
 *
 * @param system one of the three
 * @param frequencyHz the centre
 * @param symbolRate symbols per second; of annex B the modulation determines it, and it is 0
 * @param modulation the constellation
 * @param fec the inner code; annexes A and C have none, so that {@code AUTO} is right
 * @param inversion of the spectrum
 */
public record CableTuning(
        DeliverySystem system,
        long frequencyHz,
        int symbolRate,
        Modulation modulation,
        CodeRate fec,
        Inversion inversion)
        implements Tuning {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException in one line, if one is out of its range
     */
    public CableTuning {
        TuningLimits.checkSystem(system.isCable(), system, "dvb-c, dvb-c/b, dvb-c/c");
        TuningLimits.checkHz(frequencyHz);
        if (system != DeliverySystem.DVB_C_B) {
            TuningLimits.checkSymbolRate(symbolRate);
        }
    }

    /**
     * Makes a tuning of annex A with the spectrum as the demodulator finds it.
     *
     * @param frequencyHz the centre
     * @param symbolRate symbols per second
     * @param modulation the constellation
     * @return the tuning
     */
    public static CableTuning of(long frequencyHz, int symbolRate, Modulation modulation) {
        return new CableTuning(
                DeliverySystem.DVB_C_A, frequencyHz, symbolRate, modulation, CodeRate.AUTO, Inversion.AUTO);
    }

    /**
     * Makes a tuning of annex B, ClearQAM.
     *
     * @param frequencyHz the centre
     * @param modulation {@link Modulation#QAM_64} or {@link Modulation#QAM_256}
     * @return the tuning
     */
    public static CableTuning clearQam(long frequencyHz, Modulation modulation) {
        return new CableTuning(DeliverySystem.DVB_C_B, frequencyHz, 0, modulation, CodeRate.AUTO, Inversion.AUTO);
    }

    @Override
    public List<DtvSetting> settings() {
        DtvSetting delivery = DtvSetting.of(DELIVERY_SYSTEM, system);
        DtvSetting frequency = new DtvSetting(FREQUENCY, (int) frequencyHz);
        DtvSetting constellation = DtvSetting.of(MODULATION, modulation);
        DtvSetting spectrum = DtvSetting.of(INVERSION, inversion);
        return system == DeliverySystem.DVB_C_B
                ? List.of(delivery, frequency, constellation, spectrum)
                : List.of(
                        delivery,
                        frequency,
                        constellation,
                        spectrum,
                        new DtvSetting(SYMBOL_RATE, symbolRate),
                        DtvSetting.of(INNER_FEC, fec));
    }

    @Override
    public void check(FrontendInfo info) {
        Tuning.super.check(info);
        if (system != DeliverySystem.DVB_C_B) {
            TuningLimits.check("symbolrate", symbolRate, info.minSymbolRate(), info.maxSymbolRate(), "symbols/s", info);
        }
    }
}
