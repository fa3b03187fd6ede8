// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.SecStep;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A receiver's own band on a cable that several share: Unicable (EN 50494), and Unicable II or JESS (EN 50607). The converter
 * moves the transponder that is asked for to the centre of the band.
 * <pre>
 *   EN 50494   E0 10 5A  bbbp hltt  tttt tttt                 T = round((IF + band) / 4 MHz) - 350
 *              E0 10 5C  ...                        PIN
 *   EN 50607   70        bbbb bttt  tttt tttt  pppp pphl      T = round(IF / 1 MHz) - 100
 *              71        ...                        PIN
 *   b band from 0, p position from 0, h horizontal or left, l high band, t T
 * </pre>
 * <p><b>Written</b> {@code ub1/1210} or {@code ub1/1210/pin200}. Bands count from 1, as they are printed on converters: ub1 is
 * what tvheadend, minisatip and VDR call 0. The frequency is the printed one, in MHz.
 *
 * <p>EN 50494 has steps of 4 MHz, and the tuner is set to what is left of them: the converter is asked for T, and the
 * transponder is then up to 2 MHz off the centre of the band.
 *
 * @param standard which messages it understands
 * @param number from 1
 * @param centreHz the centre of the band
 * @param position of the satellite, from 1
 * @param pin of the band, 0 to 255, if it has one
 */
public record UserBand(Standard standard, int number, long centreHz, int position, OptionalInt pin) implements Feed {

    /** What a converter understands. */
    public enum Standard {
        /** EN 50494: 8 bands, 2 positions. */
        UNICABLE(8, 2, 0x3FF),
        /** EN 50607: 32 bands, 64 positions. */
        JESS(32, 64, 0x7FF);

        private final int bands;
        private final int positions;
        private final int highestT;

        Standard(int bands, int positions, int highestT) {
            this.bands = bands;
            this.positions = positions;
            this.highestT = highestT;
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String expected() {
            return "ub1 to ub" + bands
                    + ", its frequency in MHz, and a PIN if it has one, as in ub1/1210 or ub1/1210/pin200";
        }
    }

    private static final Pattern WRITTEN = Pattern.compile("ub([0-9]{1,2})/([0-9.]+)(?:/pin([0-9]{1,3}))?");

    private static final int UNICABLE_CHANGE = 0x5A;
    private static final int UNICABLE_CHANGE_WITH_PIN = 0x5C;
    private static final int JESS_CHANGE = 0x70;
    private static final int JESS_CHANGE_WITH_PIN = 0x71;
    private static final int HIGHEST_PIN = 255;

    private static final long LEAST_CENTRE_HZ = 950 * Megahertz.HZ;
    private static final long MOST_CENTRE_HZ = 2_150 * Megahertz.HZ;
    private static final long UNICABLE_STEP_HZ = 4 * Megahertz.HZ;
    private static final int UNICABLE_OFFSET = 350;
    private static final int JESS_OFFSET = 100;

    /** Checks the values. */
    public UserBand {
        String written = written(number, centreHz, pin);
        Check.argument(number >= 1 && number <= standard.bands, standard.label(), written, standard.expected());
        Check.argument(
                centreHz >= LEAST_CENTRE_HZ && centreHz <= MOST_CENTRE_HZ,
                standard.label(),
                written,
                "a frequency of 950 to 2150 MHz, as in ub1/1210");
        Check.argument(
                position >= 1 && position <= standard.positions,
                "diseqc",
                position,
                "with " + standard.label() + "=, the position of the satellite, 1 to " + standard.positions);
        Check.argument(
                pin.isEmpty() || pin.getAsInt() >= 0 && pin.getAsInt() <= HIGHEST_PIN,
                standard.label(),
                written,
                "a PIN of 0 to 255, as in ub1/1210/pin200");
    }

    /**
     * Reads what a user wrote.
     *
     * @param standard what the converter understands
     * @param written the band, see above
     * @param position of the satellite, from 1
     * @return the band
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static UserBand parse(Standard standard, String written, int position) {
        Matcher parts =
                WRITTEN.matcher(Check.given(written, standard.label()).strip().toLowerCase(Locale.ROOT));
        boolean matches = parts.matches();
        Check.argument(matches, standard.label(), written, standard.expected());
        OptionalLong centre = Megahertz.read(parts.group(2));
        Check.argument(centre.isPresent(), standard.label(), written, standard.expected());
        OptionalInt pin =
                parts.group(3) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts.group(3)));
        return new UserBand(standard, Integer.parseInt(parts.group(1)), centre.getAsLong(), position, pin);
    }

    /** Returns what asks for a transponder at this frequency behind the LNB. */
    SecStep.Message choice(Lnb.Conversion wanted, boolean horizontal) {
        int t = t(wanted.intermediateHz());
        return standard == Standard.JESS ? jess(t, wanted.high(), horizontal) : unicable(t, wanted.high(), horizontal);
    }

    private SecStep.Message unicable(int t, boolean high, boolean horizontal) {
        int data = number - 1 << 5 | position - 1 << 4 | (horizontal ? 8 : 0) | (high ? 4 : 0) | t >> Byte.SIZE;
        return pin.isPresent()
                ? DiseqcMessage.of(
                        DiseqcMessage.FIRST,
                        DiseqcMessage.TO_ALL,
                        UNICABLE_CHANGE_WITH_PIN,
                        data,
                        t & 0xFF,
                        pin.getAsInt())
                : DiseqcMessage.of(DiseqcMessage.FIRST, DiseqcMessage.TO_ALL, UNICABLE_CHANGE, data, t & 0xFF);
    }

    private SecStep.Message jess(int t, boolean high, boolean horizontal) {
        int band = number - 1 << 3 | t >> Byte.SIZE;
        int source = position - 1 << 2 | (horizontal ? 2 : 0) | (high ? 1 : 0);
        return pin.isPresent()
                ? DiseqcMessage.of(JESS_CHANGE_WITH_PIN, band, t & 0xFF, source, pin.getAsInt())
                : DiseqcMessage.of(JESS_CHANGE, band, t & 0xFF, source);
    }

    /** Returns where the tuner finds what is at this frequency behind the LNB. */
    long tunerHz(long intermediateHz) {
        return standard == Standard.JESS
                ? centreHz
                : (t(intermediateHz) + UNICABLE_OFFSET) * UNICABLE_STEP_HZ - intermediateHz;
    }

    private int t(long intermediateHz) {
        long t = standard == Standard.JESS
                ? Math.floorDiv(intermediateHz + Megahertz.HZ / 2, Megahertz.HZ) - JESS_OFFSET
                : Math.floorDiv(intermediateHz + centreHz + UNICABLE_STEP_HZ / 2, UNICABLE_STEP_HZ) - UNICABLE_OFFSET;
        Check.argument(
                t >= 0 && t <= standard.highestT,
                "frequency",
                Megahertz.written(intermediateHz) + " MHz behind the LNB",
                "what " + standard.label() + "=" + this + " can be asked for");
        return (int) t;
    }

    /** {@return what {@link #parse} reads} */
    @Override
    public String toString() {
        return written(number, centreHz, pin);
    }

    private static String written(int number, long centreHz, OptionalInt pin) {
        String band = "ub" + number + "/" + Megahertz.written(centreHz);
        return pin.isPresent() ? band + "/pin" + pin.getAsInt() : band;
    }
}
