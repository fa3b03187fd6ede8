// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.AtscTuning;
import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The carriers that a country's transmitters and cables may have: its raster of channels. No table of transmitters is needed,
 * none is up to date.
 *
 * <p><b>Source:</b> channel plans of the ITU's Geneva 2006 agreement (DVB-T, T2; band III of its east in 8 MHz), ATSC A/53, ARIB
 * STD-B31 and ABNT NBR 15601, CTA-542 for America's cables; those of Europe's cables by common use. Compared with the carriers in
 * LinuxTV's dtv-scan-tables and with the channel lists of w_scan2: all of them below the mobile networks are met.
 */
public final class Raster {

    private static final long MHZ = 1_000_000;

    /** ATSC over the air. */
    private static final Set<String> ATSC = Set.of("US", "CA", "MX", "KR", "DO", "HN");

    /** ISDB-T, with carriers 1/7 MHz above the centre of the channel. */
    private static final Set<String> ISDB =
            Set.of("JP", "BR", "AR", "CL", "PE", "PH", "EC", "UY", "PY", "BO", "CR", "VE", "GT", "NI", "SV", "LK");

    /** DVB-T and T2 in channels of 6 MHz. */
    private static final Set<String> SIX_MEGAHERTZ = Set.of("TW", "CO", "PA");

    /** Nothing is left of DVB-T in their band III. */
    private static final Set<String> WITHOUT_BAND_III = Set.of("GB", "IE", "FR", "ES", "NL");

    /** Channels of 8 MHz in band III as well. */
    private static final Set<String> WIDE_BAND_III =
            Set.of("RU", "UA", "BY", "KZ", "MD", "GE", "AM", "AZ", "KG", "TJ", "TM", "UZ", "MN", "ZA");

    /** Above channel 48 are mobile networks. */
    private static final Set<String> TO_CHANNEL_48 = Set.of(
            "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS",
            "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

    /** The usual symbol rates of European cables, the commonest first. */
    private static final List<Integer> SYMBOL_RATES = List.of(6_900_000, 6_875_000);

    private Raster() {}

    /**
     * Returns the channels of a country over the air.
     *
     * @param country two letters of ISO 3166
     * @return for each frequency T2 and then T, or ATSC or ISDB-T where the country has that
     */
    public static List<Tuning> terrestrial(String country) {
        String code = checked(country);
        if (ATSC.contains(code)) {
            return atsc();
        }
        if (ISDB.contains(code)) {
            return isdb();
        }
        if (code.equals("AU")) {
            return dvbT(
                    7 * MHZ,
                    Stream.of(steps(177_500_000, 226_500_000, 7 * MHZ), steps(529_500_000, 690_500_000, 7 * MHZ)));
        }
        if (SIX_MEGAHERTZ.contains(code)) {
            return dvbT(6 * MHZ, Stream.of(steps(473 * MHZ, 695 * MHZ, 6 * MHZ)));
        }
        long last = TO_CHANNEL_48.contains(code) ? 690 * MHZ : 858 * MHZ;
        List<Tuning> uhf = dvbT(8 * MHZ, Stream.of(steps(474 * MHZ, last, 8 * MHZ)));
        List<Tuning> vhf = WITHOUT_BAND_III.contains(code)
                ? List.of()
                : WIDE_BAND_III.contains(code)
                        ? dvbT(8 * MHZ, Stream.of(steps(178 * MHZ, 226 * MHZ, 8 * MHZ)))
                        : dvbT(7 * MHZ, Stream.of(steps(177_500_000, 226_500_000, 7 * MHZ)));
        return Stream.concat(uhf.stream(), vhf.stream()).toList();
    }

    /**
     * Returns the channels of a country's cables.
     *
     * @param country two letters of ISO 3166
     * @return DVB-C at the usual symbol rates; ClearQAM in America
     */
    public static List<Tuning> cable(String country) {
        String code = checked(country);
        if (Set.of("US", "CA", "MX").contains(code)) {
            return clearQam();
        }
        return code.equals("FR") ? french() : cable(SYMBOL_RATES);
    }

    /**
     * Returns the channels of European cables.
     *
     * @param symbolRates symbols per second, each tried on each frequency in turn
     * @return DVB-C whose modulation the demodulator finds
     */
    public static List<Tuning> cable(List<Integer> symbolRates) {
        return dvbC(
                LongStream.concat(
                        LongStream.of(113 * MHZ, 114 * MHZ, 121 * MHZ, 122 * MHZ),
                        steps(130 * MHZ, 858 * MHZ, 8 * MHZ)),
                symbolRates);
    }

    /** Below 350 MHz a raster of its own, which begins at 115 MHz. */
    private static List<Tuning> french() {
        return dvbC(
                LongStream.concat(steps(115 * MHZ, 347 * MHZ, 8 * MHZ), steps(354 * MHZ, 858 * MHZ, 8 * MHZ)),
                List.of(6_875_000));
    }

    private static List<Tuning> dvbC(LongStream frequencies, List<Integer> symbolRates) {
        return frequencies
                .boxed()
                .flatMap(
                        hertz -> symbolRates.stream().<Tuning>map(rate -> CableTuning.of(hertz, rate, Modulation.AUTO)))
                .toList();
    }

    /** Channels 5 and 6 are off the raster of all others, where the cable keeps to the numbers of the air. */
    private static List<Tuning> clearQam() {
        LongStream frequencies =
                LongStream.concat(steps(57 * MHZ, 999 * MHZ, 6 * MHZ), LongStream.of(79 * MHZ, 85 * MHZ));
        return tunings(frequencies, hertz -> CableTuning.clearQam(hertz, Modulation.QAM_256));
    }

    private static List<Tuning> atsc() {
        LongStream vhf = LongStream.concat(
                LongStream.of(57 * MHZ, 63 * MHZ, 69 * MHZ, 79 * MHZ, 85 * MHZ), steps(177 * MHZ, 213 * MHZ, 6 * MHZ));
        return tunings(LongStream.concat(vhf, steps(473 * MHZ, 695 * MHZ, 6 * MHZ)), AtscTuning::of);
    }

    private static List<Tuning> isdb() {
        long offset = MHZ / 7;
        return tunings(
                LongStream.concat(steps(473 * MHZ, 707 * MHZ, 6 * MHZ), steps(177 * MHZ, 213 * MHZ, 6 * MHZ))
                        .map(hertz -> hertz + offset),
                IsdbTuning::of);
    }

    private static List<Tuning> dvbT(long bandwidthHz, Stream<LongStream> bands) {
        return bands.flatMap(LongStream::boxed)
                .flatMap(hertz -> Stream.of(DeliverySystem.DVB_T2, DeliverySystem.DVB_T)
                        .<Tuning>map(system -> TerrestrialTuning.of(system, hertz, (int) bandwidthHz)))
                .toList();
    }

    private static List<Tuning> tunings(LongStream frequencies, LongFunction<Tuning> tuning) {
        return frequencies.mapToObj(tuning).toList();
    }

    private static LongStream steps(long first, long last, long step) {
        return LongStream.iterate(first, hertz -> hertz <= last, hertz -> hertz + step);
    }

    private static String checked(String country) {
        String code = country.toUpperCase(Locale.ROOT);
        Check.argument(
                Set.of(Locale.getISOCountries()).contains(code),
                "country",
                country,
                "two letters of ISO 3166, as in DE");
        return code;
    }
}
