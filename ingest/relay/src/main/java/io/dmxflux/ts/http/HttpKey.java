// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

/** What a server is for. */
public enum HttpKey {
    /** Everything, to people, players and programs. */
    HTTP(HttpOption.HTTP, "/"),
    /** Metrics alone, to Prometheus. */
    METRICS(HttpOption.METRICS, "/metrics");

    private final HttpOption option;
    private final String path;

    HttpKey(HttpOption option, String path) {
        this.option = option;
        this.path = path;
    }

    /**
     * Returns what says where it listens.
     *
     * @return the option
     */
    public HttpOption option() {
        return option;
    }

    /**
     * Returns where the server is entered.
     *
     * @return a path
     */
    public String path() {
        return path;
    }

    /** {@return the option's name} */
    @Override
    public String toString() {
        return option.toString();
    }
}
