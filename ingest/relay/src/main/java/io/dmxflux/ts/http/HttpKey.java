// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.util.Locale;

/** What a user writes before the address of a server: what the server is for. */
public enum HttpKey {
    /** Everything, to people, players and programs. */
    HTTP("/"),
    /** Metrics alone, to Prometheus. */
    METRICS("/metrics");

    private final String path;

    HttpKey(String path) {
        this.path = path;
    }

    /**
     * Returns where the server is entered.
     *
     * @return a path
     */
    public String path() {
        return path;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
