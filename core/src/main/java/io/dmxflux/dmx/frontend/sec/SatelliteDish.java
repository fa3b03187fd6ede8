// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.LnbVoltage;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.SecStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A dish: an LNB and the way to it.
 *
 * <pre>{@code
 *   Dish astra = SatelliteDish.of(Map.of("lnb", "universal", "diseqc", "2"));
 * }</pre>
 *
 * <p>Steps are left out if they are in force: on one polarization and in one band nothing is said to a switch, and a user band
 * is asked for its transponder alone.
 *
 * @param lnb in its focus
 * @param feed between it and the receiver
 * @param repeats how often messages are sent again, 0 to 3
 * @param waits after each thing that is told
 */
public record SatelliteDish(Lnb lnb, Feed feed, int repeats, SecWaits waits) implements Dish {

    /** A universal LNB, connected directly. */
    public static final SatelliteDish UNIVERSAL =
            new SatelliteDish(Lnb.UNIVERSAL, SwitchPath.DIRECT, 0, SecWaits.USUAL);

    private static final String LNB = "lnb";
    private static final String DISEQC = "diseqc";
    private static final String REPEATS = "diseqc-repeats";
    private static final String UNICABLE = "unicable";
    private static final String JESS = "jess";
    private static final String WAITS = "sec-waits";

    /** The names of all settings. */
    public static final List<String> SETTINGS = List.of(LNB, DISEQC, REPEATS, UNICABLE, JESS, WAITS);

    private static final int MOST_REPEATS = 3;

    /**
     * Checks the repeats.
     *
     * @throws IllegalArgumentException in one line, if they are too many
     */
    public SatelliteDish {
        Check.given(lnb, LNB);
        Check.given(feed, "feed");
        Check.argument(repeats >= 0 && repeats <= MOST_REPEATS, REPEATS, repeats, "0 to " + MOST_REPEATS);
        Check.given(waits, WAITS);
    }

    /**
     * Reads settings as users write them.
     *
     * @param settings by name, see {@link #SETTINGS} and the package; others do not matter
     * @return the dish; a universal LNB that is connected directly, if there are none
     * @throws IllegalArgumentException in one line that names the setting, if one is not understood
     */
    public static SatelliteDish of(Map<String, String> settings) {
        Function<String, Optional<String>> setting = name -> Optional.ofNullable(settings.get(name));
        return new SatelliteDish(
                setting.apply(LNB).map(Lnb::parse).orElse(Lnb.UNIVERSAL),
                feed(setting),
                setting.apply(REPEATS)
                        .map(text -> number(REPEATS, text, "0 to " + MOST_REPEATS))
                        .orElse(0),
                setting.apply(WAITS).map(SecWaits::parse).orElse(SecWaits.USUAL));
    }

    private static Feed feed(Function<String, Optional<String>> setting) {
        Optional<String> unicable = setting.apply(UNICABLE);
        Optional<String> jess = setting.apply(JESS);
        Check.argument(
                unicable.isEmpty() || jess.isEmpty(), JESS, jess.orElse(""), "one of unicable= and jess=, not both");
        Optional<String> diseqc = setting.apply(DISEQC);
        if (unicable.isEmpty() && jess.isEmpty()) {
            return diseqc.map(SwitchPath::parse).orElse(SwitchPath.DIRECT);
        }
        int position = diseqc.map(
                        text -> number(DISEQC, text, "with a user band, the position of the satellite, from 1"))
                .orElse(1);
        return jess.map(band -> UserBand.parse(UserBand.Standard.JESS, band, position))
                .orElseGet(() -> UserBand.parse(UserBand.Standard.UNICABLE, unicable.orElse(""), position));
    }

    private static int number(String name, String written, String expected) {
        Check.argument(written.strip().matches("[0-9]{1,2}"), name, written, expected);
        return Integer.parseInt(written.strip());
    }

    /**
     * Writes the settings.
     *
     * @return what {@link #of} reads, in the order of {@link #SETTINGS}, without those that are as usual; the LNB always
     */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(LNB, lnb.toString());
        if (feed instanceof UserBand band) {
            settings.put(DISEQC, Integer.toString(band.position()));
            settings.put(band.standard() == UserBand.Standard.JESS ? JESS : UNICABLE, band.toString());
        } else if (!feed.equals(SwitchPath.DIRECT)) {
            settings.put(DISEQC, feed.toString());
        }
        if (repeats > 0) {
            settings.put(REPEATS, Integer.toString(repeats));
        }
        if (!waits.equals(SecWaits.USUAL)) {
            settings.put(WAITS, waits.toString());
        }
        return settings;
    }

    @Override
    public long tunerHz(long frequencyHz, Polarization polarization) {
        long behind = lnb.convert(frequencyHz, isHorizontal(polarization)).intermediateHz();
        return feed instanceof UserBand band ? band.tunerHz(behind) : behind;
    }

    @Override
    public boolean sharesCable() {
        return feed instanceof UserBand;
    }

    @Override
    public List<SecStep> steps(SatelliteTuning tuning, @Nullable SatelliteTuning inForce) {
        DishState before = inForce != null && inForce.dish() instanceof SatelliteDish dish ? dish.state(inForce) : null;
        SecSequence sequence = new SecSequence(waits, before, state(tuning));
        return feed instanceof UserBand band ? sequence.byBand(repeats, band.number()) : sequence.bySwitches(repeats);
    }

    private DishState state(SatelliteTuning tuning) {
        boolean horizontal = isHorizontal(tuning.polarization());
        Lnb.Conversion conversion = lnb.convert(tuning.frequencyHz(), horizontal);
        if (feed instanceof UserBand band) {
            return new DishState(LnbVoltage.V13, false, List.of(band.choice(conversion, horizontal)));
        }
        boolean tone = lnb.switchesByTone() && conversion.high();
        LnbVoltage voltage =
                lnb.isStacked() ? LnbVoltage.V13 : tuning.polarization().voltage();
        List<SecStep> choice = ((SwitchPath) feed).choice(voltage == LnbVoltage.V18, tone);
        return new DishState(voltage, tone, choice);
    }

    private static boolean isHorizontal(Polarization polarization) {
        return polarization.voltage() == LnbVoltage.V18;
    }
}
