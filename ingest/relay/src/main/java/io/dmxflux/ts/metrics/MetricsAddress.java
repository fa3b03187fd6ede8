// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where metrics are told: {@code 127.0.0.1:9464}, {@code [::1]:9464}, or a port alone for the loopback address.
 *
 * @param host a name or an address of this machine
 * @param port 1..65535; 0 for any that is free
 */
public record MetricsAddress(String host, int port) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST_PORT = 0xFFFF;

    private static final Pattern ADDRESS = Pattern.compile("(?:(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]]*):)?([0-9]{1,5})");

    /**
     * Parses an address.
     *
     * @param text ADDRESS:PORT, :PORT or PORT
     * @return the address; the loopback one where there is none
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static MetricsAddress parse(String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "metrics: " + text + " (expected: ADDRESS:PORT or PORT, as in 127.0.0.1:9464 or [::1]:9464)");
        }
        String host = parts.group(1);
        return new MetricsAddress(
                host == null || host.isEmpty() ? LOOPBACK : host.replaceAll("[\\[\\]]", ""),
                Integer.parseInt(parts.group(2)));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
