// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A frequency or a symbol rate as a user writes it: {@code 538M}, {@code 11362.5 MHz}, {@code 27500k}, {@code 474000000}. */
final class Quantity {

    private static final Pattern SHAPE =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?) ?([kmg]?)(?:hz|bd|sym/s|s/s)?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> ZEROS = Map.of("", 0, "k", 3, "m", 6, "g", 9);
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000_000_000L);

    private Quantity() {}

    /** Returns the whole number of units; empty if the text is none, or has a part of a unit. */
    static Optional<Long> parse(String text) {
        Matcher quantity = SHAPE.matcher(text.strip());
        if (!quantity.matches()) {
            return Optional.empty();
        }
        int zeros = ZEROS.getOrDefault(quantity.group(2).toLowerCase(Locale.ROOT), 0);
        BigDecimal units = new BigDecimal(quantity.group(1)).scaleByPowerOfTen(zeros);
        boolean isWhole = units.stripTrailingZeros().scale() <= 0;
        return isWhole && units.compareTo(HIGHEST) <= 0 ? Optional.of(units.longValueExact()) : Optional.empty();
    }
}
