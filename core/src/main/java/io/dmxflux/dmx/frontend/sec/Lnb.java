// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.check.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A converter in the focus of a dish: its oscillators, and what chooses between them.
 * <pre>
 *   written          oscillators, MHz    chosen by
 *   universal        9750, 10600         the tone: on from 11700 MHz on
 *   c-band           5150                one; above the transponder, so that the spectrum is inverted
 *   standard         10000               one
 *   enhanced         9750                one
 *   dbs              11250               one
 *   bs               10678               one, for 110 degrees east
 *   c-mult           5150, 5750          polarization, both bands on one cable
 *   dishpro          11250, 14350        polarization, both bands on one cable
 *   10750            10750               one
 *   9750,10600,11700 9750, 10600         the tone: on from 11700 MHz on
 * </pre>
 *
 * <p><b>The edge.</b> A transponder at exactly the switching frequency belongs to the high band, as dvblast, VDR and minisatip
 * have it. libdvbv5 and tvheadend take the low one. A universal LNB receives 11700 MHz in both, so that either locks.
 *
 * @param lowHz the oscillator, or the lower of two
 * @param highHz the other one; the same as the lower if there is one
 * @param switchHz from where on the tone is on; 0 if no tone chooses
 */
public record Lnb(long lowHz, long highHz, long switchHz) {

    /** The LNB of most dishes in Europe. */
    public static final Lnb UNIVERSAL = ofMegahertz(9750, 10600, 11700);

    /** For 3.4 to 4.2 GHz. */
    public static final Lnb C_BAND = ofMegahertz(5150, 5150, 0);

    private static final List<Named> NAMED = List.of(
            new Named("universal", UNIVERSAL),
            new Named("c-band", C_BAND),
            new Named("standard", ofMegahertz(10000, 10000, 0)),
            new Named("enhanced", ofMegahertz(9750, 9750, 0)),
            new Named("dbs", ofMegahertz(11250, 11250, 0)),
            new Named("bs", ofMegahertz(10678, 10678, 0)),
            new Named("c-mult", ofMegahertz(5150, 5750, 0)),
            new Named("dishpro", ofMegahertz(11250, 14350, 0)));

    private static final String EXPECTED = NAMED.stream().map(Named::name).collect(Collectors.joining(", "))
            + ", or its oscillators in MHz: LO or LO,LO,SWITCH, as in 9750,10600,11700";

    private static final long LEAST_HZ = 1_000 * Megahertz.HZ;
    private static final long MOST_HZ = 30_000 * Megahertz.HZ;

    /** What a cable carries: a wideband LNB begins at 290 MHz and ends at 2340 MHz. */
    private static final long LEAST_INTERMEDIATE_HZ = 250 * Megahertz.HZ;

    private static final long MOST_INTERMEDIATE_HZ = 2_400 * Megahertz.HZ;

    private record Named(String name, Lnb lnb) {}

    /**
     * A transponder on the cable.
     *
     * @param intermediateHz where
     * @param high whether by the high band's oscillator
     * @param inverted whether the spectrum is turned around
     */
    record Conversion(long intermediateHz, boolean high, boolean inverted) {}

    /**
     * Checks the oscillators.
     *
     * @throws IllegalArgumentException if one is not of 1 to 30 GHz, or the lower one is above the other
     */
    public Lnb {
        checkOscillator(lowHz);
        checkOscillator(highHz);
        Check.argument(highHz >= lowHz, "lnb", written(lowHz, highHz, switchHz), "the lower oscillator first");
        Check.argument(
                switchHz == 0 || switchHz > highHz && switchHz <= MOST_HZ,
                "lnb",
                written(lowHz, highHz, switchHz),
                "a switching frequency above both oscillators, in MHz, as in 9750,10600,11700");
    }

    private static void checkOscillator(long hz) {
        Check.argument(
                hz >= LEAST_HZ && hz <= MOST_HZ,
                "lnb",
                Megahertz.written(hz),
                "an oscillator of 1000 to 30000 MHz, as in 9750");
    }

    private static Lnb ofMegahertz(long low, long high, long switching) {
        return new Lnb(low * Megahertz.HZ, high * Megahertz.HZ, switching * Megahertz.HZ);
    }

    /**
     * Reads what a user wrote. Names are those of libdvbv5, in any case.
     *
     * @param written a name or oscillators, see above
     * @return the LNB
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static Lnb parse(String written) {
        String name = Check.given(written, "lnb").strip().toLowerCase(Locale.ROOT);
        Optional<Lnb> named = NAMED.stream()
                .filter(known -> known.name.equals(name))
                .map(Named::lnb)
                .findFirst();
        return named.orElseGet(() -> ofOscillators(name, written));
    }

    private static Lnb ofOscillators(String name, String written) {
        List<OptionalLong> hz = Arrays.stream(name.split(",", -1))
                .map(value -> Megahertz.read(value.strip()))
                .toList();
        boolean numbers = hz.stream().allMatch(OptionalLong::isPresent);
        Check.argument(numbers && (hz.size() == 1 || hz.size() == 3), "lnb", written, EXPECTED);
        long low = hz.get(0).getAsLong();
        return hz.size() == 1
                ? new Lnb(low, low, 0)
                : new Lnb(low, hz.get(1).getAsLong(), hz.get(2).getAsLong());
    }

    /**
     * Tells where a transponder is on the cable.
     *
     * @throws IllegalArgumentException in one line, if this LNB does not receive it
     */
    Conversion convert(long frequencyHz, boolean horizontal) {
        boolean high = switchesByTone() ? frequencyHz >= switchHz : isStacked() && horizontal;
        long oscillator = high ? highHz : lowHz;
        long intermediate = Math.abs(frequencyHz - oscillator);
        Check.argument(
                intermediate >= LEAST_INTERMEDIATE_HZ && intermediate <= MOST_INTERMEDIATE_HZ,
                "frequency",
                Megahertz.written(frequencyHz) + " MHz",
                "what an LNB " + this + " receives, " + Megahertz.written(LEAST_INTERMEDIATE_HZ) + " to "
                        + Megahertz.written(MOST_INTERMEDIATE_HZ) + " MHz from its oscillator of "
                        + Megahertz.written(oscillator) + " MHz; see lnb=");
        return new Conversion(intermediate, high, frequencyHz < oscillator);
    }

    /** {@return whether the 22 kHz tone chooses the oscillator} */
    boolean switchesByTone() {
        return switchHz != 0;
    }

    /** {@return whether both polarizations are on the cable, one above the other, so that no voltage chooses} */
    boolean isStacked() {
        return switchHz == 0 && highHz != lowHz;
    }

    /** {@return what {@link #parse} reads} */
    @Override
    public String toString() {
        return NAMED.stream()
                .filter(known -> known.lnb.equals(this))
                .map(Named::name)
                .findFirst()
                .orElseGet(() -> written(lowHz, highHz, switchHz));
    }

    private static String written(long low, long high, long switching) {
        Stream<Long> frequencies = switching == 0 && low == high ? Stream.of(low) : Stream.of(low, high, switching);
        return frequencies.map(Megahertz::written).collect(Collectors.joining(","));
    }
}
