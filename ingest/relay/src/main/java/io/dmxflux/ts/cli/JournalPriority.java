// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import org.slf4j.event.Level;

/** Priorities as systemd's journal takes them from the beginning of a line (sd-daemon(3)). */
final class JournalPriority {

    private JournalPriority() {}

    static String prefix(Level level) {
        return switch (level) {
            case ERROR -> "<3>";
            case WARN -> "<4>";
            case INFO -> "<6>";
            case DEBUG, TRACE -> "<7>";
        };
    }
}
