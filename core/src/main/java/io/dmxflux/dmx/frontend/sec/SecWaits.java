// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.check.Check;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long to wait after each thing that is told to a dish. What a data sheet allows and what cables and drivers need differ:
 * every wait can be set.
 *
 * <p>Written {@code voltage:100,tone:50}: milliseconds, of those that are not as usual.
 */
public final class SecWaits {

    /** A wait, with its usual time. */
    public enum Wait {
        /** Power that comes, or may have: converter and switch start, which takes a switch up to 100 ms. */
        POWER(100),
        /** A voltage that changes: the bus specification asks for 15 ms before a message. */
        VOLTAGE(15),
        /** A message before another one: a switch behind a switch has its power only now. */
        HOP(100),
        /** The last message or burst of all: 15 ms by the bus specification. */
        MESSAGE(15),
        /** Before all messages are sent again. */
        REPEAT(25),
        /** The tone and all before it: the converter's oscillator settles. */
        TONE(20),
        /** 18 V for a user band before its message: 4 to 22 ms by EN 50494. */
        BAND_VOLTAGE(15),
        /** A message of a user band before 13 V: 2 to 60 ms by EN 50494. */
        BAND_MESSAGE(50);

        private final int usualMillis;

        Wait(int usualMillis) {
            this.usualMillis = usualMillis;
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The usual times. */
    public static final SecWaits USUAL = new SecWaits(Map.of());

    private static final int LONGEST_MILLIS = 5_000;
    private static final String EXPECTED = "milliseconds, 0 to " + LONGEST_MILLIS + ", of "
            + Stream.of(Wait.values()).map(Wait::label).collect(Collectors.joining(", "))
            + ", as in voltage:100,tone:50";

    private final Map<Wait, Integer> unusual;

    private SecWaits(Map<Wait, Integer> unusual) {
        this.unusual = Map.copyOf(unusual);
    }

    /**
     * Reads what a user wrote.
     *
     * @param written waits in milliseconds: {@code voltage:100,tone:50}
     * @return the times, the usual ones for all others
     * @throws IllegalArgumentException in one line, if a wait is unknown, or its time is none
     */
    public static SecWaits parse(String written) {
        Map<Wait, Integer> waits = new EnumMap<>(Wait.class);
        for (String item : Check.given(written, "sec-waits").split(",", -1)) {
            String[] parts = item.strip().toLowerCase(Locale.ROOT).split(":", -1);
            Wait wait = Stream.of(Wait.values())
                    .filter(known -> known.label().equals(parts[0]))
                    .findFirst()
                    .orElse(null);
            boolean valid = wait != null && parts.length == 2 && parts[1].matches("[0-9]{1,4}");
            Check.argument(valid && Integer.parseInt(parts[1]) <= LONGEST_MILLIS, "sec-waits", item, EXPECTED);
            if (wait != null) {
                waits.put(wait, Integer.valueOf(parts[1]));
            }
        }
        waits.entrySet().removeIf(set -> set.getValue() == set.getKey().usualMillis);
        return new SecWaits(waits);
    }

    /**
     * Returns a time.
     *
     * @param wait which
     * @return how long
     */
    public Duration after(Wait wait) {
        return Duration.ofMillis(unusual.getOrDefault(wait, wait.usualMillis));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecWaits waits && waits.unusual.equals(unusual);
    }

    @Override
    public int hashCode() {
        return unusual.hashCode();
    }

    /** {@return what {@link #parse} reads; empty for the usual times} */
    @Override
    public String toString() {
        return Stream.of(Wait.values())
                .filter(unusual::containsKey)
                .map(wait -> wait.label() + ":" + unusual.get(wait))
                .collect(Collectors.joining(","));
    }
}
