// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;

/** The checks that tunings share. */
final class TuningLimits {

    /** The driver takes frequencies in 32 bits. */
    private static final long HIGHEST_HZ = 0xFFFF_FFFFL;

    private static final long KHZ = 1_000;

    private TuningLimits() {}

    /** Checks a value against a frontend's limits, of which 0 is none. */
    static void check(String name, long value, long min, long max, String unit, FrontendInfo info) {
        Check.argument(
                value >= min && (max == 0 || value <= max),
                name,
                value + " " + unit,
                min + " to " + (max == 0 ? "any" : max) + " " + unit + ", the limits of " + info.path() + " ("
                        + info.name() + ")");
    }

    /** Checks a frequency that the driver is told in Hz. */
    static void checkHz(long frequencyHz) {
        Check.argument(
                frequencyHz > 0 && frequencyHz <= HIGHEST_HZ, "frequency", frequencyHz, "Hz, 1 to " + HIGHEST_HZ);
    }

    /** Checks a frequency that the driver is told in kHz. */
    static void checkKhz(long frequencyHz) {
        Check.argument(
                frequencyHz >= KHZ && frequencyHz <= HIGHEST_HZ * KHZ,
                "frequency",
                frequencyHz,
                "Hz, 1000 to " + HIGHEST_HZ * KHZ);
    }

    static void checkSystem(boolean fits, DeliverySystem system, String expected) {
        Check.argument(fits, "system", system, expected);
    }

    static void checkSymbolRate(long symbolRate) {
        Check.argument(
                symbolRate > 0 && symbolRate <= Integer.MAX_VALUE,
                "symbolrate",
                symbolRate,
                "symbols per second, 1 to " + Integer.MAX_VALUE);
    }
}
