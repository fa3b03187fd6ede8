// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.SecStep;
import io.dmxflux.dmx.frontend.ToneBurst;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The way through switches to an LNB: the input of each, the one next to the receiver first.
 * <pre>
 *   written   sent
 *   2         E0 10 38 F0 + 4 + 2 (18 V) + 1 (tone)      committed, DiSEqC 1.0; c2 is the same
 *   u3        E0 10 39 F2                                 uncommitted, DiSEqC 1.1
 *   B         a burst                                     mini-DiSEqC
 *   u3/c1     the one after the other                     a switch behind a switch
 *   2/B       the one after the other                     for switches that wait for a burst
 * </pre>
 *
 * @param hops inputs in order, at most one of a kind; none where the LNB is connected directly
 */
public record SwitchPath(List<Hop> hops) implements Feed {

    /** No switch. */
    public static final SwitchPath DIRECT = new SwitchPath(List.of());

    private static final String SEPARATOR = "/";
    private static final String EXPECTED =
            "the inputs of switches, the receiver's first: 1 to 4 or c1 to c4, u1 to u16, A, B, as in u3/c1";

    private static final int WRITE_COMMITTED = 0x38;
    private static final int WRITE_UNCOMMITTED = 0x39;
    private static final int RESET_ALL = 0xF0;
    private static final int HORIZONTAL = 2;
    private static final int HIGH_BAND = 1;

    /** Checks the order. */
    public SwitchPath {
        hops = List.copyOf(hops);
        long kinds = hops.stream().map(Hop::getClass).distinct().count();
        Check.argument(kinds == hops.size(), "diseqc", written(hops), "each kind of input once, as in u3/c1");
    }

    /** The input of one switch. */
    public sealed interface Hop {

        /**
         * Returns what is sent.
         *
         * @param horizontal whether the LNB is to have 18 V
         * @param high whether it is to have the tone
         * @return the command or burst
         */
        SecStep step(boolean horizontal, boolean high);
    }

    /**
     * An input of a switch that passes on voltage and tone.
     *
     * @param input from 1
     */
    public record Committed(int input) implements Hop {

        private static final int INPUTS = 4;

        /** Checks the input. */
        public Committed {
            Check.argument(input >= 1 && input <= INPUTS, "diseqc", "c" + input, EXPECTED);
        }

        @Override
        public SecStep step(boolean horizontal, boolean high) {
            int data = RESET_ALL | input - 1 << 2 | (horizontal ? HORIZONTAL : 0) | (high ? HIGH_BAND : 0);
            return DiseqcMessage.of(DiseqcMessage.FIRST, DiseqcMessage.TO_ALL, WRITE_COMMITTED, data);
        }

        @Override
        public String toString() {
            return Integer.toString(input);
        }
    }

    /**
     * An input of a switch that knows inputs only.
     *
     * @param input from 1
     */
    public record Uncommitted(int input) implements Hop {

        private static final int INPUTS = 16;

        /** Checks the input. */
        public Uncommitted {
            Check.argument(input >= 1 && input <= INPUTS, "diseqc", "u" + input, EXPECTED);
        }

        @Override
        public SecStep step(boolean horizontal, boolean high) {
            return DiseqcMessage.of(
                    DiseqcMessage.FIRST, DiseqcMessage.TO_ALL, WRITE_UNCOMMITTED, RESET_ALL | input - 1);
        }

        @Override
        public String toString() {
            return "u" + input;
        }
    }

    /**
     * A position of mini-DiSEqC.
     *
     * @param position which
     */
    public record Mini(ToneBurst position) implements Hop {

        @Override
        public SecStep step(boolean horizontal, boolean high) {
            return new SecStep.Burst(position);
        }

        @Override
        public String toString() {
            return position.name();
        }
    }

    /**
     * Reads what a user wrote.
     *
     * @param written inputs, see above
     * @return the way
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static SwitchPath parse(String written) {
        List<Hop> hops = new ArrayList<>();
        for (String hop : Check.given(written, "diseqc").split(SEPARATOR, -1)) {
            hops.add(hop(hop.strip().toLowerCase(Locale.ROOT), written));
        }
        return new SwitchPath(hops);
    }

    private static Hop hop(String hop, String written) {
        Check.argument(hop.matches("a|b|[cu]?[0-9]{1,2}"), "diseqc", written, EXPECTED);
        return switch (hop.charAt(0)) {
            case 'a' -> new Mini(ToneBurst.A);
            case 'b' -> new Mini(ToneBurst.B);
            case 'u' -> new Uncommitted(Integer.parseInt(hop.substring(1)));
            case 'c' -> new Committed(Integer.parseInt(hop.substring(1)));
            default -> new Committed(Integer.parseInt(hop));
        };
    }

    List<SecStep> choice(boolean horizontal, boolean high) {
        return hops.stream().map(hop -> hop.step(horizontal, high)).toList();
    }

    /** {@return what {@link #parse} reads; empty without a switch} */
    @Override
    public String toString() {
        return written(hops);
    }

    private static String written(List<Hop> hops) {
        return hops.stream().map(Object::toString).collect(Collectors.joining(SEPARATOR));
    }
}
