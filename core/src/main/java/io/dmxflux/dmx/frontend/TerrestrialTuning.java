// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static io.dmxflux.dmx.frontend.DtvProperty.BANDWIDTH_HZ;
import static io.dmxflux.dmx.frontend.DtvProperty.CODE_RATE_HP;
import static io.dmxflux.dmx.frontend.DtvProperty.CODE_RATE_LP;
import static io.dmxflux.dmx.frontend.DtvProperty.DELIVERY_SYSTEM;
import static io.dmxflux.dmx.frontend.DtvProperty.FREQUENCY;
import static io.dmxflux.dmx.frontend.DtvProperty.GUARD_INTERVAL;
import static io.dmxflux.dmx.frontend.DtvProperty.HIERARCHY;
import static io.dmxflux.dmx.frontend.DtvProperty.INVERSION;
import static io.dmxflux.dmx.frontend.DtvProperty.MODULATION;
import static io.dmxflux.dmx.frontend.DtvProperty.STREAM_ID;
import static io.dmxflux.dmx.frontend.DtvProperty.TRANSMISSION_MODE;

import io.dmxflux.check.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A carrier of DVB-T or DVB-T2.
 *
 * @param system {@link DeliverySystem#DVB_T} or {@link DeliverySystem#DVB_T2}
 * @param frequencyHz the centre
 * @param bandwidthHz of the channel, such as 8 000 000; 0 lets the demodulator find it
 * @param modulation the constellation
 * @param codeRateHp of the only stream, or of that with high priority
 * @param codeRateLp of the stream with low priority
 * @param guardInterval the pause between symbols
 * @param transmissionMode the number of carriers
 * @param hierarchy whether there are two streams
 * @param inversion of the spectrum
 * @param plp the physical layer pipe of DVB-T2, 0..255; empty for the one there is, and for DVB-T
 */
public record TerrestrialTuning(
        DeliverySystem system,
        long frequencyHz,
        int bandwidthHz,
        Modulation modulation,
        CodeRate codeRateHp,
        CodeRate codeRateLp,
        GuardInterval guardInterval,
        TransmissionMode transmissionMode,
        Hierarchy hierarchy,
        Inversion inversion,
        OptionalInt plp)
        implements Tuning {

    /** EN 300 744 4.3.3; files have NONE where there is no second stream. */
    private static final Set<CodeRate> CODE_RATES_OF_T = Collections.unmodifiableSet(EnumSet.of(
            CodeRate.NONE,
            CodeRate.RATE_1_2,
            CodeRate.RATE_2_3,
            CodeRate.RATE_3_4,
            CodeRate.RATE_5_6,
            CodeRate.RATE_7_8,
            CodeRate.AUTO));

    /** EN 302 755 6.1, T2-Lite among them. */
    private static final Set<CodeRate> CODE_RATES_OF_T2 = Collections.unmodifiableSet(EnumSet.of(
            CodeRate.NONE,
            CodeRate.RATE_1_2,
            CodeRate.RATE_2_3,
            CodeRate.RATE_3_4,
            CodeRate.RATE_4_5,
            CodeRate.RATE_5_6,
            CodeRate.AUTO,
            CodeRate.RATE_3_5,
            CodeRate.RATE_2_5));

    private static final int NO_FILTER = -1;
    private static final int HIGHEST_PLP = 255;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException in one line, if one is out of its range
     */
    public TerrestrialTuning {
        TuningLimits.checkSystem(
                system == DeliverySystem.DVB_T || system == DeliverySystem.DVB_T2, system, "dvb-t, dvb-t2");
        TuningLimits.checkHz(frequencyHz);
        checkCodeRate(system, codeRateHp);
        checkCodeRate(system, codeRateLp);
        Check.argument(bandwidthHz >= 0, "bandwidth", bandwidthHz, "Hz, such as 8000000; 0 is automatic");
        if (plp.isPresent()) {
            Check.argument(system == DeliverySystem.DVB_T2, "stream", plp.getAsInt(), "none with dvb-t; or dvb-t2");
            Check.argument(
                    plp.getAsInt() >= 0 && plp.getAsInt() <= HIGHEST_PLP, "stream", plp.getAsInt(), "a PLP, 0 to 255");
        }
    }

    private static void checkCodeRate(DeliverySystem system, CodeRate codeRate) {
        Set<CodeRate> known = system == DeliverySystem.DVB_T ? CODE_RATES_OF_T : CODE_RATES_OF_T2;
        Check.argument(
                known.contains(codeRate),
                "fec",
                codeRate.label(),
                "with " + system + ": " + known.stream().map(CodeRate::label).collect(Collectors.joining(", ")));
    }

    /**
     * Makes a tuning of which the demodulator finds all the rest.
     *
     * @param system DVB-T or DVB-T2
     * @param frequencyHz the centre
     * @param bandwidthHz of the channel; 0 is automatic
     * @return the tuning
     */
    public static TerrestrialTuning of(DeliverySystem system, long frequencyHz, int bandwidthHz) {
        return new TerrestrialTuning(
                system,
                frequencyHz,
                bandwidthHz,
                Modulation.AUTO,
                CodeRate.AUTO,
                CodeRate.AUTO,
                GuardInterval.AUTO,
                TransmissionMode.AUTO,
                Hierarchy.AUTO,
                Inversion.AUTO,
                OptionalInt.empty());
    }

    /**
     * Returns the same with a pipe.
     *
     * @param wanted the physical layer pipe, 0..255
     * @return a tuning
     */
    public TerrestrialTuning withPlp(int wanted) {
        return new TerrestrialTuning(
                system,
                frequencyHz,
                bandwidthHz,
                modulation,
                codeRateHp,
                codeRateLp,
                guardInterval,
                transmissionMode,
                hierarchy,
                inversion,
                OptionalInt.of(wanted));
    }

    @Override
    public List<DtvSetting> settings() {
        List<DtvSetting> settings = new ArrayList<>(List.of(
                DtvSetting.of(DELIVERY_SYSTEM, system),
                new DtvSetting(FREQUENCY, (int) frequencyHz),
                DtvSetting.of(MODULATION, modulation),
                new DtvSetting(BANDWIDTH_HZ, bandwidthHz),
                DtvSetting.of(INVERSION, inversion),
                DtvSetting.of(CODE_RATE_HP, codeRateHp),
                DtvSetting.of(CODE_RATE_LP, codeRateLp),
                DtvSetting.of(GUARD_INTERVAL, guardInterval),
                DtvSetting.of(TRANSMISSION_MODE, transmissionMode),
                DtvSetting.of(HIERARCHY, hierarchy)));
        if (system == DeliverySystem.DVB_T2) {
            settings.add(new DtvSetting(STREAM_ID, plp.orElse(NO_FILTER)));
        }
        return List.copyOf(settings);
    }
}
