// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static io.dmxflux.dmx.frontend.DtvProperty.DELIVERY_SYSTEM;
import static io.dmxflux.dmx.frontend.DtvProperty.FREQUENCY;
import static io.dmxflux.dmx.frontend.DtvProperty.INVERSION;
import static io.dmxflux.dmx.frontend.DtvProperty.MODULATION;

import io.dmxflux.check.Check;
import java.util.List;

/**
 * A carrier of ATSC over the air, 6 MHz wide. Cable, with QAM, is {@link CableTuning#clearQam}.
 *
 * @param frequencyHz the centre
 * @param modulation {@link Modulation#VSB_8} or {@link Modulation#VSB_16}
 */
public record AtscTuning(long frequencyHz, Modulation modulation) implements Tuning {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException in one line, if one is out of its range
     */
    public AtscTuning {
        TuningLimits.checkHz(frequencyHz);
        Check.argument(
                modulation == Modulation.VSB_8 || modulation == Modulation.VSB_16,
                "modulation",
                modulation.label(),
                "VSB/8, VSB/16; for QAM system=dvb-c/b");
    }

    /**
     * Makes a tuning of 8-VSB, which all transmitters use.
     *
     * @param frequencyHz the centre
     * @return the tuning
     */
    public static AtscTuning of(long frequencyHz) {
        return new AtscTuning(frequencyHz, Modulation.VSB_8);
    }

    @Override
    public DeliverySystem system() {
        return DeliverySystem.ATSC;
    }

    @Override
    public List<DtvSetting> settings() {
        return List.of(
                DtvSetting.of(DELIVERY_SYSTEM, system()),
                new DtvSetting(FREQUENCY, (int) frequencyHz),
                DtvSetting.of(MODULATION, modulation),
                DtvSetting.of(INVERSION, Inversion.AUTO));
    }
}
