// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

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
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.ts.channel.ChannelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an input is tuned to, as options of its URI or keys of a configuration say:
 * <pre>
 *   system=dvb-t2&amp;frequency=538M&amp;bandwidth=8&amp;stream=1
 *   system=dvb-c&amp;frequency=346M&amp;symbolrate=6900k&amp;modulation=qam256
 *   system=dvb-s2&amp;frequency=11362.5M&amp;polarization=h&amp;symbolrate=22M&amp;lnb=universal&amp;diseqc=2
 *   channels=channels.conf&amp;tune=Das Erste HD
 * </pre>
 *
 * <p><b>Errors:</b> a {@link RefusedOptionException}, which names the option, its value and what was expected.
 */
public final class TuningOptions {

    /** The options, without {@code frontend}. */
    public static final Set<String> NAMES = names();

    private static final int LEAST_TERRESTRIAL_HZ = 1_000_000;
    private static final long LEAST_SATELLITE_HZ = 1_000_000_000;
    private static final int LEAST_SYMBOL_RATE = 100_000;
    private static final int USUAL_BANDWIDTH_HZ = 8_000_000;
    private static final int NARROWEST_HZ = 1_712_000;

    /** What there is of DVB-T, DVB-T2 and ISDB-T, in Hz by what people say. */
    private static final Map<Long, Integer> BANDWIDTHS_HZ = Map.of(
            1_700_000L,
            NARROWEST_HZ,
            (long) NARROWEST_HZ,
            NARROWEST_HZ,
            5_000_000L,
            5_000_000,
            6_000_000L,
            6_000_000,
            7_000_000L,
            7_000_000,
            8_000_000L,
            8_000_000,
            10_000_000L,
            10_000_000);

    private static final int HIGHEST_STREAM = 65_535;

    private final Map<String, String> options;

    private TuningOptions(Map<String, String> options) {
        this.options = options;
    }

    /** One of them cannot be. */
    public static final class RefusedOptionException extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        /** Its name. */
        private final String option;

        /** Its message begins with the option, whether or not what is said of it does. */
        private RefusedOptionException(String option, String message) {
            super(message.startsWith(option + ":") ? message : option + ": " + message);
            this.option = option;
        }

        /**
         * Returns which.
         *
         * @return its name
         */
        public String option() {
            return option;
        }
    }

    private static Set<String> names() {
        return Stream.of(TuningOption.values()).map(TuningOption::toString).collect(Collectors.toUnmodifiableSet());
    }

    /** Adds them to those of a kind of input. */
    static Set<String> and(Set<String> options) {
        Set<String> all = new TreeSet<>(NAMES);
        all.addAll(options);
        return all;
    }

    /**
     * Reads what to tune to.
     *
     * @param options all options of an input, also others
     * @return the tuning; empty if none of these options is there
     * @throws RefusedOptionException if they make no sense
     */
    public static Optional<Tuning> read(Map<String, String> options) {
        TuningOptions all = new TuningOptions(options);
        if (all.option(TuningOption.CHANNELS).isPresent()
                || all.option(TuningOption.TUNE).isPresent()) {
            return Optional.of(all.ofChannel());
        }
        boolean isTuned = Stream.of(TuningOption.values())
                .anyMatch(option -> all.option(option).isPresent());
        return isTuned
                ? Optional.of(explained(TuningOption.FREQUENCY, () -> received(all.tuning())))
                : Optional.empty();
    }

    /**
     * Reads a carrier, as a network names it, whether or not the dish receives it.
     *
     * @param options those of a tuning, and no others
     * @return what to tune to
     * @throws RefusedOptionException if they make no sense
     */
    public static Tuning readCarrier(Map<String, String> options) {
        return new TuningOptions(options).tuning();
    }

    /**
     * Returns the files that say what to tune to, and what a simulated frontend receives.
     *
     * @param options all options of an input, also others
     * @return the file of channels, and that of transponders, as far as they are named
     */
    public static List<Path> files(Map<String, String> options) {
        return Stream.of(TuningOption.CHANNELS.toString(), TransponderFile.OPTION)
                .map(options::get)
                .filter(Objects::nonNull)
                .map(Path::of)
                .toList();
    }

    private Tuning ofChannel() {
        String file = required(TuningOption.CHANNELS, "a file, as dmxflux scan writes it");
        String name = required(TuningOption.TUNE, "the name of a channel of that file");
        Set<TuningOption> known = EnumSet.of(TuningOption.CHANNELS, TuningOption.TUNE);
        known.addAll(TuningOption.OF_DISH);
        refuseOthers("channels", known);
        Dish dish = dish();
        return explained(
                TuningOption.TUNE,
                () -> received(channels(file, dish).find(name).tuning()));
    }

    private Tuning tuning() {
        DeliverySystem system = explained(
                TuningOption.SYSTEM,
                () -> DeliverySystem.of(
                        required(TuningOption.SYSTEM, "dvb-t, dvb-t2, dvb-c, dvb-s, dvb-s2, atsc ...")));
        refuseOthers("system=" + system, TuningOption.of(system));
        long frequency = frequency(system);
        return explained(TuningOption.FREQUENCY, () -> switch (system) {
            case DVB_T, DVB_T2 -> terrestrial(system, frequency);
            case DVB_C_A, DVB_C_B, DVB_C_C -> cable(system, frequency);
            case DVB_S, DVB_S2, ISDB_S -> satellite(system, frequency);
            case ATSC -> new AtscTuning(frequency, modulation(Modulation.VSB_8));
            case ISDB_T ->
                new IsdbTuning(frequency, bandwidth(IsdbTuning.of(frequency).bandwidthHz()));
        });
    }

    /** Refuses here, where it is known what is refused, what the LNB does not receive. */
    private static Tuning received(Tuning tuning) {
        tuning.tunerHz();
        return tuning;
    }

    private Tuning terrestrial(DeliverySystem system, long frequency) {
        return new TerrestrialTuning(
                system,
                frequency,
                bandwidth(USUAL_BANDWIDTH_HZ),
                modulation(Modulation.AUTO),
                parameter(CodeRate.class, TuningOption.FEC, CodeRate.AUTO),
                CodeRate.AUTO,
                GuardInterval.AUTO,
                TransmissionMode.AUTO,
                Hierarchy.AUTO,
                inversion(),
                number(TuningOption.STREAM, HIGHEST_STREAM));
    }

    private Tuning cable(DeliverySystem system, long frequency) {
        boolean isAnnexB = system == DeliverySystem.DVB_C_B;
        return new CableTuning(
                system,
                frequency,
                isAnnexB ? 0 : symbolRate(),
                modulation(isAnnexB ? Modulation.QAM_256 : Modulation.AUTO),
                parameter(CodeRate.class, TuningOption.FEC, CodeRate.AUTO),
                inversion());
    }

    private Tuning satellite(DeliverySystem system, long frequency) {
        SatelliteTuning usual = SatelliteTuning.of(system, frequency, polarization(), symbolRate(), dish());
        return new SatelliteTuning(
                system,
                frequency,
                usual.polarization(),
                usual.symbolRate(),
                modulation(usual.modulation()),
                parameter(CodeRate.class, TuningOption.FEC, usual.fec()),
                parameter(Pilot.class, TuningOption.PILOT, usual.pilot()),
                parameter(Rolloff.class, TuningOption.ROLLOFF, usual.rolloff()),
                inversion(),
                number(TuningOption.STREAM, HIGHEST_STREAM),
                pls(),
                usual.dish());
    }

    private Optional<String> option(TuningOption option) {
        return Optional.ofNullable(options.get(option.toString()));
    }

    private String required(TuningOption option, String expected) {
        return option(option).filter(value -> !value.isEmpty()).orElseThrow(() -> error(option, "missing", expected));
    }

    private static RefusedOptionException error(TuningOption option, String value, String expected) {
        return new RefusedOptionException(option.toString(), value + " (expected: " + expected + ")");
    }

    /** What a tuning says of itself names one of its values first, in the words of the options. */
    private static <T> T explained(TuningOption usual, Supplier<T> make) {
        try {
            return make.get();
        } catch (RefusedOptionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            String option = Stream.of(TuningOption.values())
                    .map(TuningOption::toString)
                    .filter(name -> problem.startsWith(name + ":"))
                    .findFirst()
                    .orElse(usual.toString());
            throw new RefusedOptionException(option, problem);
        }
    }

    private void refuseOthers(String with, Set<TuningOption> known) {
        for (TuningOption option : TuningOption.values()) {
            if (!known.contains(option) && option(option).isPresent()) {
                throw error(
                        option,
                        "with " + with,
                        "of these " + known.stream().map(TuningOption::toString).collect(Collectors.joining(", ")));
            }
        }
    }

    private long frequency(DeliverySystem system) {
        String text = required(TuningOption.FREQUENCY, "Hz, as in 538M, 11362.5M or 538000000");
        long least = system.isSatellite() ? LEAST_SATELLITE_HZ : LEAST_TERRESTRIAL_HZ;
        return Quantity.parse(text)
                .filter(hertz -> hertz >= least)
                .orElseThrow(() -> error(
                        TuningOption.FREQUENCY,
                        text,
                        system.isSatellite()
                                ? "Hz as it is transmitted, as in 11362.5M or 11362500k"
                                : "Hz, as in 538M or 538000000"));
    }

    private int symbolRate() {
        String text = required(TuningOption.SYMBOLRATE, "symbols a second, as in 27500k or 6.9M");
        return Quantity.parse(text)
                .filter(rate -> rate >= LEAST_SYMBOL_RATE && rate <= Integer.MAX_VALUE)
                .orElseThrow(
                        () -> error(TuningOption.SYMBOLRATE, text, "symbols a second, as in 27500k, 27.5M or 27500000"))
                .intValue();
    }

    /** As people say it: 8 is 8 MHz. */
    private int bandwidth(int usualHz) {
        Optional<String> text = option(TuningOption.BANDWIDTH);
        if (text.isEmpty()) {
            return usualHz;
        }
        if (text.get().equalsIgnoreCase("auto")) {
            return 0;
        }
        String value = text.get();
        String inHertz = value.matches("\\d{1,2}(\\.\\d+)?") ? value + "M" : value;
        return Quantity.parse(inHertz)
                .map(BANDWIDTHS_HZ::get)
                .orElseThrow(() -> error(TuningOption.BANDWIDTH, value, "MHz: 8, 7, 6, 5, 10 or 1.7; or auto"));
    }

    private Modulation modulation(Modulation usual) {
        return option(TuningOption.MODULATION)
                .map(word -> word.equalsIgnoreCase("auto")
                        ? Modulation.AUTO
                        : explained(
                                TuningOption.MODULATION,
                                () -> Parameter.of(
                                        Modulation.class, inOrder(word), TuningOption.MODULATION.toString())))
                .orElse(usual);
    }

    /** 8psk and 256qam are said as often as the reverse, and 64 alone. */
    private static String inOrder(String word) {
        return word.replaceFirst("^(\\d+)[-_/]?([A-Za-z]+)$", "$2$1").replaceFirst("^(\\d+)$", "qam$1");
    }

    private Polarization polarization() {
        String text = required(TuningOption.POLARIZATION, "h, v, l or r");
        return Stream.of(Polarization.values())
                .filter(one -> one.name().equalsIgnoreCase(text)
                        || one.name().substring(0, 1).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> error(TuningOption.POLARIZATION, text, "h, v, l or r"));
    }

    private Inversion inversion() {
        return parameter(Inversion.class, TuningOption.INVERSION, Inversion.AUTO);
    }

    private <P extends Enum<P> & Parameter> P parameter(Class<P> type, TuningOption option, P usual) {
        return option(option)
                .map(word -> explained(option, () -> Parameter.of(type, word, option.toString())))
                .orElse(usual);
    }

    private OptionalInt number(TuningOption option, int most) {
        return option(option)
                .map(text -> OptionalInt.of(explained(option, () -> StreamUri.parseNumber(text, 0, most))))
                .orElse(OptionalInt.empty());
    }

    private OptionalInt pls() {
        return option(TuningOption.PLS)
                .map(text -> OptionalInt.of(explained(TuningOption.PLS, () -> PlsCode.parse(text))))
                .orElse(OptionalInt.empty());
    }

    private Dish dish() {
        return explained(TuningOption.LNB, () -> SatelliteDish.of(options));
    }

    private static ChannelFile channels(String file, Dish dish) {
        try {
            return ChannelFile.read(Path.of(file), dish);
        } catch (IOException e) {
            throw error(
                    TuningOption.CHANNELS, file + ": " + FileProblem.ofReading(e), "a file, as dmxflux scan writes it");
        }
    }
}
