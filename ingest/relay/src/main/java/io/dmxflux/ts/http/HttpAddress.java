// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens: {@code 127.0.0.1:8080}, {@code [::1]:8080}, or a port alone for the loopback address.
 *
 * @param host a name or an address of this machine
 * @param port 1..65535; 0 for any that is free
 */
public record HttpAddress(String host, int port) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST_PORT = 0xFFFF;

    private static final Pattern ADDRESS = Pattern.compile("(?:(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]]*):)?([0-9]{1,5})");

    /**
     * Parses an address.
     *
     * @param key what it is of, such as {@code metrics}, for the error
     * @param text ADDRESS:PORT, :PORT or PORT
     * @return the address; the loopback one where there is none
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static HttpAddress parse(String key, String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    key + ": " + text + " (expected: ADDRESS:PORT or PORT, as in 127.0.0.1:8080 or [::1]:8080)");
        }
        String host = parts.group(1);
        return new HttpAddress(
                host == null || host.isEmpty() ? LOOPBACK : host.replaceAll("[\\[\\]]", ""),
                Integer.parseInt(parts.group(2)));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
