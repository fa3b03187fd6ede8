// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import java.math.BigDecimal;
import java.util.OptionalLong;

/** Frequencies as data sheets of LNBs write them: megahertz, with a point if need be. */
final class Megahertz {

    static final long HZ = 1_000_000;

    private static final int MOST_DIGITS = 9;

    private Megahertz() {}

    /** Reads a frequency; empty if it is none, or finer than a hertz. */
    static OptionalLong read(String written) {
        if (written.length() > MOST_DIGITS || !written.matches("[0-9]+(\\.[0-9]+)?")) {
            return OptionalLong.empty();
        }
        BigDecimal hz = new BigDecimal(written).movePointRight(6).stripTrailingZeros();
        return hz.scale() > 0 ? OptionalLong.empty() : OptionalLong.of(hz.longValueExact());
    }

    /** Writes a frequency so that it can be read. */
    static String written(long hz) {
        return BigDecimal.valueOf(hz, 6).stripTrailingZeros().toPlainString();
    }
}
