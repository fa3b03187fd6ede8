// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.AtscTuning;
import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.CodeRate;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.GuardInterval;
import io.dmxflux.dmx.frontend.Hierarchy;
import io.dmxflux.dmx.frontend.Inversion;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Parameter;
import io.dmxflux.dmx.frontend.Pilot;
import io.dmxflux.dmx.frontend.PlsCode;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.Rolloff;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.TransmissionMode;
import io.dmxflux.dmx.frontend.Tuning;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A tuning as the keys and words of libdvbv5. */
final class Dvbv5Tunings {

    private static final String SYSTEM = "DELIVERY_SYSTEM";
    private static final String FREQUENCY = "FREQUENCY";
    private static final String BANDWIDTH = "BANDWIDTH_HZ";
    private static final String MODULATION = "MODULATION";
    private static final String INVERSION = "INVERSION";
    private static final String SYMBOL_RATE = "SYMBOL_RATE";
    private static final String FEC = "INNER_FEC";
    private static final String CODE_RATE_HP = "CODE_RATE_HP";
    private static final String CODE_RATE_LP = "CODE_RATE_LP";
    private static final String GUARD = "GUARD_INTERVAL";
    private static final String MODE = "TRANSMISSION_MODE";
    private static final String HIERARCHY = "HIERARCHY";
    private static final String STREAM = "STREAM_ID";
    private static final String PLS = "SCRAMBLING_SEQUENCE_INDEX";
    private static final String PLS_CODE = "PLS_CODE";
    private static final String PLS_MODE = "PLS_MODE";
    private static final String ROOT = "ROOT";
    private static final String GOLD = "GOLD";
    private static final String POLARIZATION = "POLARIZATION";
    private static final String PILOT = "PILOT";
    private static final String ROLLOFF = "ROLLOFF";

    private static final int HZ_PER_KHZ = 1_000;
    private static final long NO_STREAM = 0xFFFF_FFFFL;
    private static final int HIGHEST_STREAM = 0xFFFF;
    private static final int MOST_DIGITS = 10;

    /** What there is of DVB-T2 and ISDB-T; files have 1 700 000 as well. */
    private static final int NARROWEST_HZ = 1_700_000;

    private static final int WIDEST_HZ = 10_000_000;

    /** Hz, or kHz of a satellite: what a tuning can have, it says by itself. */
    static final long HIGHEST_FREQUENCY = 9_999_999_999L;

    private final Map<String, String> values;
    private final DeliverySystem system;

    private Dvbv5Tunings(Map<String, String> values) {
        this.values = values;
        system = system(values.getOrDefault(SYSTEM, ""));
    }

    private static DeliverySystem system(String written) {
        String word = written.toUpperCase(Locale.ROOT);
        return Stream.of(DeliverySystem.values())
                .filter(known -> known.label().equals(word) || known.uriName().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(SYSTEM + ": " + (word.isEmpty() ? "none" : written)
                        + " (expected: "
                        + Stream.of(DeliverySystem.values())
                                .map(DeliverySystem::label)
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    /** Reads a tuning from the keys of an entry. */
    static Tuning read(Map<String, String> values, Dish dish) {
        return new Dvbv5Tunings(values).read(dish);
    }

    private Tuning read(Dish dish) {
        return switch (system) {
            case DVB_T, DVB_T2 -> terrestrial();
            case DVB_C_A, DVB_C_B, DVB_C_C -> cable();
            case DVB_S, DVB_S2, ISDB_S -> satellite(dish);
            case ATSC -> atsc();
            case ISDB_T -> new IsdbTuning(hertz(), bandwidth());
        };
    }

    private Tuning terrestrial() {
        return new TerrestrialTuning(
                system,
                hertz(),
                bandwidth(),
                modulation(Modulation.AUTO),
                word(CodeRate.class, CODE_RATE_HP, CodeRate.AUTO),
                word(CodeRate.class, CODE_RATE_LP, CodeRate.AUTO),
                word(GuardInterval.class, GUARD, GuardInterval.AUTO),
                word(TransmissionMode.class, MODE, TransmissionMode.AUTO),
                word(Hierarchy.class, HIERARCHY, Hierarchy.AUTO),
                inversion(),
                system == DeliverySystem.DVB_T2 ? stream() : OptionalInt.empty());
    }

    private Tuning cable() {
        return new CableTuning(
                system,
                hertz(),
                system == DeliverySystem.DVB_C_B ? 0 : symbolRate(),
                modulation(Modulation.AUTO),
                word(CodeRate.class, FEC, CodeRate.AUTO),
                inversion());
    }

    /** ATSC in a cable is written as ATSC with a QAM. */
    private Tuning atsc() {
        Modulation modulation = modulation(Modulation.VSB_8);
        return modulation == Modulation.VSB_8 || modulation == Modulation.VSB_16
                ? new AtscTuning(hertz(), modulation)
                : CableTuning.clearQam(hertz(), modulation);
    }

    private Tuning satellite(Dish dish) {
        Check.argument(values.containsKey(POLARIZATION), POLARIZATION, "none", "HORIZONTAL, VERTICAL, LEFT, RIGHT");
        boolean s2 = system == DeliverySystem.DVB_S2;
        return new SatelliteTuning(
                system,
                hertz() * HZ_PER_KHZ,
                word(Polarization.class, POLARIZATION, Polarization.HORIZONTAL),
                symbolRate(),
                s2 ? modulation(SatelliteTuning.USUAL_S2_MODULATION) : Modulation.QPSK,
                word(CodeRate.class, FEC, CodeRate.AUTO),
                word(Pilot.class, PILOT, Pilot.AUTO),
                s2 ? word(Rolloff.class, ROLLOFF, Rolloff.AUTO) : Rolloff.ROLLOFF_35,
                inversion(),
                system == DeliverySystem.DVB_S ? OptionalInt.empty() : stream(),
                s2 ? pls() : OptionalInt.empty(),
                dish);
    }

    /** Without a mode a code is a root, as the drivers have it that know modes. */
    private OptionalInt pls() {
        if (values.containsKey(PLS)) {
            return OptionalInt.of(pls(PLS, GOLD));
        }
        if (!values.containsKey(PLS_CODE)) {
            return OptionalInt.empty();
        }
        String mode = values.getOrDefault(PLS_MODE, ROOT).toUpperCase(Locale.ROOT);
        Check.argument(mode.equals(ROOT) || mode.equals(GOLD), PLS_MODE, mode, "ROOT or GOLD");
        return OptionalInt.of(pls(PLS_CODE, mode));
    }

    private int pls(String key, String mode) {
        try {
            return PlsCode.parse(mode + ":" + values.get(key));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private long hertz() {
        return number(FREQUENCY, values.getOrDefault(FREQUENCY, "none"), HIGHEST_FREQUENCY);
    }

    private int symbolRate() {
        return number(SYMBOL_RATE, values.getOrDefault(SYMBOL_RATE, "none"), Integer.MAX_VALUE);
    }

    private int bandwidth() {
        String written = values.getOrDefault(BANDWIDTH, "0");
        int hertz = written.equalsIgnoreCase("AUTO") ? 0 : number(BANDWIDTH, written, Integer.MAX_VALUE);
        Check.argument(
                hertz == 0 || hertz >= NARROWEST_HZ && hertz <= WIDEST_HZ,
                BANDWIDTH,
                written,
                "1712000 to 10000000, as in 8000000; 0 or AUTO");
        return hertz;
    }

    /** -1 is written as the largest number, and what is larger than any stream is none as well. */
    private OptionalInt stream() {
        String written = values.getOrDefault(STREAM, "-1");
        long id = written.equals("-1") ? NO_STREAM : number(STREAM, written, NO_STREAM);
        return id > HIGHEST_STREAM ? OptionalInt.empty() : OptionalInt.of((int) id);
    }

    /** Automatic is written as {@code QAM/AUTO}, and by hand without the QAM. */
    private Modulation modulation(Modulation otherwise) {
        return values.getOrDefault(MODULATION, "").equalsIgnoreCase("AUTO")
                ? Modulation.AUTO
                : word(Modulation.class, MODULATION, otherwise);
    }

    private Inversion inversion() {
        return word(Inversion.class, INVERSION, Inversion.AUTO);
    }

    private <P extends Enum<P> & Parameter> P word(Class<P> type, String key, P otherwise) {
        String written = values.get(key);
        return written == null ? otherwise : Parameter.of(type, written, key);
    }

    /** Reads a number without a sign. */
    static int number(String key, String written, int most) {
        return (int) number(key, written, (long) most);
    }

    /** Reads a number without a sign. */
    static long number(String key, String written, long most) {
        Check.argument(written.matches("[0-9]+"), key, written, "a number");
        Check.argument(
                written.length() <= MOST_DIGITS && Long.parseLong(written) <= most, key, written, "0 to " + most);
        return Long.parseLong(written);
    }

    /** Writes the keys of a tuning, the delivery system last as libdvbv5 does. */
    static Map<String, Object> write(Tuning tuning) {
        Map<String, Object> keys = new LinkedHashMap<>();
        if (tuning instanceof TerrestrialTuning terrestrial) {
            write(terrestrial, keys);
        } else if (tuning instanceof CableTuning cable) {
            write(cable, keys);
        } else if (tuning instanceof SatelliteTuning satellite) {
            write(satellite, keys);
        } else if (tuning instanceof AtscTuning atsc) {
            keys.put(FREQUENCY, atsc.frequencyHz());
            keys.put(MODULATION, atsc.modulation().label());
            keys.put(INVERSION, Inversion.AUTO.label());
        } else if (tuning instanceof IsdbTuning isdb) {
            keys.put(FREQUENCY, isdb.frequencyHz());
            keys.put(BANDWIDTH, isdb.bandwidthHz());
            keys.put(INVERSION, Inversion.AUTO.label());
        }
        keys.put(SYSTEM, tuning.system().label());
        return keys;
    }

    private static void write(TerrestrialTuning tuning, Map<String, Object> keys) {
        keys.put(FREQUENCY, tuning.frequencyHz());
        keys.put(MODULATION, tuning.modulation().label());
        keys.put(BANDWIDTH, tuning.bandwidthHz());
        keys.put(INVERSION, tuning.inversion().label());
        keys.put(CODE_RATE_HP, tuning.codeRateHp().label());
        keys.put(CODE_RATE_LP, tuning.codeRateLp().label());
        keys.put(GUARD, tuning.guardInterval().label());
        keys.put(MODE, tuning.transmissionMode().label());
        keys.put(HIERARCHY, tuning.hierarchy().label());
        if (tuning.system() == DeliverySystem.DVB_T2) {
            keys.put(STREAM, streamOf(tuning.plp()));
        }
    }

    private static void write(CableTuning tuning, Map<String, Object> keys) {
        keys.put(FREQUENCY, tuning.frequencyHz());
        keys.put(MODULATION, tuning.modulation().label());
        keys.put(INVERSION, tuning.inversion().label());
        if (tuning.system() != DeliverySystem.DVB_C_B) {
            keys.put(SYMBOL_RATE, tuning.symbolRate());
            keys.put(FEC, tuning.fec().label());
        }
    }

    private static void write(SatelliteTuning tuning, Map<String, Object> keys) {
        keys.put(FREQUENCY, tuning.frequencyHz() / HZ_PER_KHZ);
        keys.put(POLARIZATION, tuning.polarization().label());
        keys.put(INVERSION, tuning.inversion().label());
        keys.put(SYMBOL_RATE, tuning.symbolRate());
        keys.put(FEC, tuning.fec().label());
        if (tuning.system() == DeliverySystem.DVB_S2) {
            keys.put(MODULATION, tuning.modulation().label());
            keys.put(PILOT, tuning.pilot().label());
            keys.put(ROLLOFF, tuning.rolloff().label());
            tuning.pls().ifPresent(index -> keys.put(PLS, index));
        }
        if (tuning.system() != DeliverySystem.DVB_S) {
            keys.put(STREAM, streamOf(tuning.stream()));
        }
    }

    private static long streamOf(OptionalInt stream) {
        return stream.isPresent() ? stream.getAsInt() : NO_STREAM;
    }
}
