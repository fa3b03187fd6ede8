// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a user asks of the HTTP servers of a process.
 *
 * @param addresses where each listens; a server without an address is not wanted
 */
public record HttpSettings(Map<HttpKey, HttpAddress> addresses) {

    /** No server. */
    public static final HttpSettings NONE = new HttpSettings(Map.of());

    /**
     * Keeps a copy.
     *
     * @param addresses any
     */
    public HttpSettings {
        addresses = Map.copyOf(addresses);
    }

    /**
     * Returns where a server listens.
     *
     * @param key which server
     * @return its address; empty if it is not wanted
     */
    public Optional<HttpAddress> address(HttpKey key) {
        return Optional.ofNullable(addresses.get(key));
    }

    /**
     * Adds what others ask for that is not asked for here.
     *
     * @param others such as those of a file, behind those of arguments
     * @return both
     */
    public HttpSettings or(HttpSettings others) {
        Map<HttpKey, HttpAddress> all = new EnumMap<>(HttpKey.class);
        all.putAll(others.addresses);
        all.putAll(addresses);
        return new HttpSettings(all);
    }
}
