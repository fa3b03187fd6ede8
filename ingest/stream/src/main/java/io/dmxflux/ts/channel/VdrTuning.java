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
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Pilot;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.Rolloff;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.TransmissionMode;
import io.dmxflux.dmx.frontend.Tuning;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A tuning as VDR writes it: a frequency in MHz, kHz or Hz, letters with numbers behind them, a source, kilosymbols. */
final class VdrTuning {

    private static final Pattern LETTER = Pattern.compile("([A-Z])([0-9]*)");
    private static final int AUTO = 999;
    private static final int AUTO_MODULATION = 998;
    private static final long LEAST_HZ = 1_000_000;
    private static final int PER_STEP = 1_000;
    private static final int NARROWEST = 1712;
    private static final int WIDEST = 10;
    private static final int MOST = 0xFFFF;

    private static final Map<Integer, Modulation> MODULATIONS = Map.ofEntries(
            Map.entry(2, Modulation.QPSK),
            Map.entry(5, Modulation.PSK_8),
            Map.entry(6, Modulation.APSK_16),
            Map.entry(7, Modulation.APSK_32),
            Map.entry(10, Modulation.VSB_8),
            Map.entry(11, Modulation.VSB_16),
            Map.entry(16, Modulation.QAM_16),
            Map.entry(32, Modulation.QAM_32),
            Map.entry(64, Modulation.QAM_64),
            Map.entry(128, Modulation.QAM_128),
            Map.entry(256, Modulation.QAM_256),
            Map.entry(AUTO_MODULATION, Modulation.AUTO),
            Map.entry(AUTO, Modulation.AUTO));

    private static final Map<Integer, GuardInterval> GUARDS = Map.of(
            4, GuardInterval.INTERVAL_1_4,
            8, GuardInterval.INTERVAL_1_8,
            16, GuardInterval.INTERVAL_1_16,
            32, GuardInterval.INTERVAL_1_32,
            128, GuardInterval.INTERVAL_1_128,
            19128, GuardInterval.INTERVAL_19_128,
            19256, GuardInterval.INTERVAL_19_256);

    private final long frequency;
    private final String source;
    private final int kilosymbols;
    private final Map<Character, Integer> numbers = new HashMap<>();

    VdrTuning(long frequency, String parameters, String source, int kilosymbols) {
        this.frequency = frequency;
        this.source = source;
        this.kilosymbols = kilosymbols;
        Matcher letters = LETTER.matcher(parameters.toUpperCase(Locale.ROOT));
        int read = 0;
        while (letters.find() && letters.start() == read) {
            String digits = letters.group(2);
            numbers.put(
                    letters.group(1).charAt(0),
                    digits.isEmpty() ? AUTO : Dvbv5Tunings.number("parameters", digits, MOST));
            read = letters.end();
        }
        Check.argument(read == parameters.length(), "parameters", parameters, "letters with numbers, such as HC23M5S1");
    }

    Tuning tuning(Dish dish) {
        char kind = source.isEmpty() ? ' ' : source.charAt(0);
        return switch (kind) {
            case 'S' -> satellite(dish);
            case 'C' ->
                new CableTuning(
                        DeliverySystem.DVB_C_A, hertz(), symbolRate(), modulation(), codeRate('C'), inversion());
            case 'T' -> terrestrial();
            case 'A' ->
                modulation() == Modulation.VSB_8 || !numbers.containsKey('M')
                        ? AtscTuning.of(hertz())
                        : CableTuning.clearQam(hertz(), modulation());
            default ->
                throw new IllegalArgumentException(
                        "source: " + source + " (expected: S and a position such as S19.2E, C, T or A)");
        };
    }

    private Tuning satellite(Dish dish) {
        boolean s2 = number('S') == 1;
        return new SatelliteTuning(
                s2 ? DeliverySystem.DVB_S2 : DeliverySystem.DVB_S,
                hertz(),
                polarization(),
                symbolRate(),
                s2 ? modulation() : Modulation.QPSK,
                codeRate('C'),
                number('N') == 0 ? Pilot.OFF : number('N') == 1 ? Pilot.ON : Pilot.AUTO,
                rolloff(s2),
                inversion(),
                s2 ? stream() : OptionalInt.empty(),
                OptionalInt.empty(),
                dish);
    }

    private Tuning terrestrial() {
        DeliverySystem system = number('S') == 1 ? DeliverySystem.DVB_T2 : DeliverySystem.DVB_T;
        return new TerrestrialTuning(
                system,
                hertz(),
                bandwidth(),
                modulation(),
                codeRate('C'),
                codeRate('D'),
                GUARDS.getOrDefault(number('G'), GuardInterval.AUTO),
                mode(),
                hierarchy(),
                inversion(),
                system == DeliverySystem.DVB_T2 ? stream() : OptionalInt.empty());
    }

    private int number(char letter) {
        return numbers.getOrDefault(letter, AUTO);
    }

    /** It is written in MHz, kHz or Hz: a carrier in the cable or on air has at least a megahertz, of a satellite a gigahertz. */
    private long hertz() {
        long least = source.startsWith("S") ? LEAST_HZ * PER_STEP : LEAST_HZ;
        long hertz = frequency;
        while (hertz > 0 && hertz < least) {
            hertz *= PER_STEP;
        }
        return hertz;
    }

    private int symbolRate() {
        return kilosymbols < LEAST_HZ ? kilosymbols * PER_STEP : kilosymbols;
    }

    private Modulation modulation() {
        Modulation known = MODULATIONS.get(number('M'));
        Check.argument(known != null, "modulation", "M" + number('M'), "one of " + MODULATIONS.keySet());
        return known == null ? Modulation.AUTO : known;
    }

    private CodeRate codeRate(char letter) {
        int number = number(letter);
        if (number == 0) {
            return CodeRate.NONE;
        }
        String label = number == 910 ? "9/10" : number / 10 + "/" + number % 10;
        return Stream.of(CodeRate.values())
                .filter(rate -> rate.label().equals(label))
                .findFirst()
                .orElse(CodeRate.AUTO);
    }

    private TransmissionMode mode() {
        String label = number('T') + "K";
        return Stream.of(TransmissionMode.values())
                .filter(mode -> mode.label().equals(label))
                .findFirst()
                .orElse(TransmissionMode.AUTO);
    }

    private Hierarchy hierarchy() {
        String label = number('Y') == 0 ? "NONE" : Integer.toString(number('Y'));
        return Stream.of(Hierarchy.values())
                .filter(hierarchy -> hierarchy.label().equals(label))
                .findFirst()
                .orElse(Hierarchy.AUTO);
    }

    private Inversion inversion() {
        return number('I') == 0 ? Inversion.OFF : number('I') == 1 ? Inversion.ON : Inversion.AUTO;
    }

    private Rolloff rolloff(boolean s2) {
        String label = Integer.toString(number('O'));
        return !s2
                ? Rolloff.ROLLOFF_35
                : Stream.of(Rolloff.values())
                        .filter(rolloff -> rolloff.label().equals(label))
                        .findFirst()
                        .orElse(Rolloff.AUTO);
    }

    private Polarization polarization() {
        return numbers.containsKey('H')
                ? Polarization.HORIZONTAL
                : numbers.containsKey('L')
                        ? Polarization.LEFT
                        : numbers.containsKey('R') ? Polarization.RIGHT : Polarization.VERTICAL;
    }

    private int bandwidth() {
        int written = number('B');
        Check.argument(
                written == AUTO || written == NARROWEST || written <= WIDEST,
                "bandwidth",
                "B" + written,
                "MHz as in B8, up to B" + WIDEST + ", or B" + NARROWEST);
        return written == AUTO ? 0 : written == NARROWEST ? written * PER_STEP : written * (int) LEAST_HZ;
    }

    private OptionalInt stream() {
        return numbers.containsKey('P') ? OptionalInt.of(number('P')) : OptionalInt.empty();
    }
}
