// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static io.dmxflux.dmx.frontend.DtvProperty.BANDWIDTH_HZ;
import static io.dmxflux.dmx.frontend.DtvProperty.DELIVERY_SYSTEM;
import static io.dmxflux.dmx.frontend.DtvProperty.FREQUENCY;
import static io.dmxflux.dmx.frontend.DtvProperty.INVERSION;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERA_FEC;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERA_MODULATION;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERA_SEGMENT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERA_TIME_INTERLEAVING;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERB_FEC;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERB_MODULATION;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERB_SEGMENT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERB_TIME_INTERLEAVING;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERC_FEC;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERC_MODULATION;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERC_SEGMENT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYERC_TIME_INTERLEAVING;
import static io.dmxflux.dmx.frontend.DtvProperty.ISDBT_LAYER_ENABLED;

import io.dmxflux.check.Check;
import java.util.List;

/**
 * A carrier of ISDB-T. The demodulator finds its layers, and all of them are received.
 *
 * @param frequencyHz the centre; 1/7 MHz above that of the channel in Japan and Brazil
 * @param bandwidthHz of the channel, 6 000 000 mostly; 0 lets the demodulator find it
 */
public record IsdbTuning(long frequencyHz, int bandwidthHz) implements Tuning {

    private static final int ALL_LAYERS = 7;
    private static final int USUAL_BANDWIDTH_HZ = 6_000_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException in one line, if one is out of its range
     */
    public IsdbTuning {
        TuningLimits.checkHz(frequencyHz);
        Check.argument(bandwidthHz >= 0, "bandwidth", bandwidthHz, "Hz, such as 6000000; 0 is automatic");
    }

    /**
     * Makes a tuning of a channel of 6 MHz.
     *
     * @param frequencyHz the centre
     * @return the tuning
     */
    public static IsdbTuning of(long frequencyHz) {
        return new IsdbTuning(frequencyHz, USUAL_BANDWIDTH_HZ);
    }

    @Override
    public DeliverySystem system() {
        return DeliverySystem.ISDB_T;
    }

    @Override
    public List<DtvSetting> settings() {
        return List.of(
                DtvSetting.of(DELIVERY_SYSTEM, system()),
                new DtvSetting(FREQUENCY, (int) frequencyHz),
                new DtvSetting(BANDWIDTH_HZ, bandwidthHz),
                DtvSetting.of(INVERSION, Inversion.AUTO),
                new DtvSetting(ISDBT_LAYER_ENABLED, ALL_LAYERS),
                DtvSetting.of(ISDBT_LAYERA_FEC, CodeRate.AUTO),
                DtvSetting.of(ISDBT_LAYERA_MODULATION, Modulation.AUTO),
                new DtvSetting(ISDBT_LAYERA_SEGMENT_COUNT, 0),
                new DtvSetting(ISDBT_LAYERA_TIME_INTERLEAVING, 0),
                DtvSetting.of(ISDBT_LAYERB_FEC, CodeRate.AUTO),
                DtvSetting.of(ISDBT_LAYERB_MODULATION, Modulation.AUTO),
                new DtvSetting(ISDBT_LAYERB_SEGMENT_COUNT, 0),
                new DtvSetting(ISDBT_LAYERB_TIME_INTERLEAVING, 0),
                DtvSetting.of(ISDBT_LAYERC_FEC, CodeRate.AUTO),
                DtvSetting.of(ISDBT_LAYERC_MODULATION, Modulation.AUTO),
                new DtvSetting(ISDBT_LAYERC_SEGMENT_COUNT, 0),
                new DtvSetting(ISDBT_LAYERC_TIME_INTERLEAVING, 0));
    }
}
