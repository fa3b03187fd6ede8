// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of a command that looks at an input for a time. */
final class TimeLimit {

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Stop after so long: a number with its unit, as in 500ms, 10s, 2m or 1h.")
    private @Nullable Duration limit;

    /** Returns how long; null until a signal, or the end. */
    @Nullable
    Duration orNull() {
        return limit;
    }
}
