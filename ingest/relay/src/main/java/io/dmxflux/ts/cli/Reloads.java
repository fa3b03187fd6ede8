// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.config.ConfigWatch;
import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.http.ReloadArea;
import io.dmxflux.ts.text.EventText;
import java.util.Optional;

/**
 * Answers who asks for the configuration to be read again, also before it is watched.
 *
 * <p><b>Threading:</b> any thread that may block.
 */
final class Reloads {

    private final boolean hasFile;
    private volatile Optional<ConfigWatch> watch = Optional.empty();

    /**
     * Nothing is watched yet.
     *
     * @param hasFile whether there is a file to be read again
     */
    Reloads(boolean hasFile) {
        this.hasFile = hasFile;
    }

    void begin(ConfigWatch begun) {
        watch = Optional.of(begun);
    }

    ReloadArea.Outcome reload() {
        return watch.map(Reloads::reload)
                .orElseGet(() -> new ReloadArea.Outcome(
                        ReloadArea.Kind.REFUSED,
                        hasFile
                                ? "reload: still starting (expected: a relay that runs)"
                                : "reload: no file (expected: a relay that runs with --config)"));
    }

    private static ReloadArea.Outcome reload(ConfigWatch watch) {
        ConfigEvent event = watch.reload();
        return new ReloadArea.Outcome(kind(event), String.join("; ", EventText.lines(event)));
    }

    private static ReloadArea.Kind kind(ConfigEvent event) {
        if (event instanceof ConfigEvent.Refused refused) {
            return ExitCode.of(refused.reason()) == ExitCode.USAGE ? ReloadArea.Kind.WRONG : ReloadArea.Kind.REFUSED;
        }
        return ReloadArea.Kind.APPLIED;
    }
}
