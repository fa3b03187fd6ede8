// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.plan.ShortTime;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a span of time as people write it: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}. */
final class TimeSpan implements ITypeConverter<Duration> {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    @Override
    public Duration convert(String text) {
        return ShortTime.parse(text)
                .filter(time -> time.compareTo(SHORTEST) >= 0)
                .orElseThrow(() -> new TypeConversionException(
                        text + " (expected: a number with its unit, as in 500ms, 10s, 2m or 1h)"));
    }
}
