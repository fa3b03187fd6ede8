// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.AtscTuning;
import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.CodeRate;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Rolloff;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A tuning in the words of a configuration: what {@link TuningOptions} read, without what the demodulator finds. */
public final class TuningWords {

    private static final String AUTO = "auto";

    private TuningWords() {}

    /**
     * Writes a tuning.
     *
     * @param tuning where to
     * @return values by option, in the order in which people say them
     */
    public static Map<String, String> of(Tuning tuning) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("system", tuning.system().uriName());
        words.put("frequency", Long.toString(tuning.frequencyHz()));
        if (tuning instanceof TerrestrialTuning terrestrial) {
            words.put("bandwidth", bandwidth(terrestrial.bandwidthHz()));
            modulation(terrestrial.modulation(), words);
            fec(terrestrial.codeRateHp(), words);
            terrestrial.plp().ifPresent(plp -> words.put("stream", Integer.toString(plp)));
        } else if (tuning instanceof CableTuning cable) {
            if (cable.symbolRate() > 0) {
                words.put("symbolrate", Integer.toString(cable.symbolRate()));
                fec(cable.fec(), words);
            }
            words.put("modulation", word(cable.modulation()));
        } else if (tuning instanceof SatelliteTuning satellite) {
            satellite(satellite, words);
        } else if (tuning instanceof AtscTuning atsc) {
            words.put("modulation", word(atsc.modulation()));
        } else if (tuning instanceof IsdbTuning isdb) {
            words.put("bandwidth", bandwidth(isdb.bandwidthHz()));
        }
        return words;
    }

    private static void satellite(SatelliteTuning tuning, Map<String, String> words) {
        words.put("polarization", tuning.polarization().name().substring(0, 1).toLowerCase(Locale.ROOT));
        words.put("symbolrate", Integer.toString(tuning.symbolRate()));
        words.put("modulation", word(tuning.modulation()));
        fec(tuning.fec(), words);
        if (tuning.rolloff() != Rolloff.AUTO && tuning.rolloff() != Rolloff.ROLLOFF_35) {
            words.put("rolloff", tuning.rolloff().label());
        }
        tuning.stream().ifPresent(stream -> words.put("stream", Integer.toString(stream)));
        tuning.pls().ifPresent(index -> words.put("pls", "gold:" + index));
        if (tuning.dish() instanceof SatelliteDish dish) {
            words.putAll(dish.settings());
        }
    }

    private static String bandwidth(int hertz) {
        return hertz == 0 ? AUTO : Integer.toString(hertz);
    }

    private static String word(Modulation modulation) {
        return modulation == Modulation.AUTO
                ? AUTO
                : modulation.label().replace("/", "").toLowerCase(Locale.ROOT);
    }

    private static void modulation(Modulation modulation, Map<String, String> words) {
        if (modulation != Modulation.AUTO) {
            words.put("modulation", word(modulation));
        }
    }

    private static void fec(CodeRate rate, Map<String, String> words) {
        if (rate != CodeRate.AUTO) {
            words.put("fec", rate.label());
        }
    }
}
