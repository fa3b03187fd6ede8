// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a user asks of the HTTP servers of a process.
 *
 * @param addresses where each listens; a server without an address is not wanted
 * @param tokenFile where the token is kept that opens them; empty for none
 * @param isPublic whether everybody may look, at other addresses than those of the loopback too
 * @param tls what to encrypt with; empty for not at all
 * @param hosts names of this machine that it does not know itself, in lower case
 * @param origins other sites whose pages may read what is served, such as {@code https://wall.example}
 * @param timeshift where streams are kept, so that viewers may go back in time; empty for not at all
 */
public record HttpSettings(
        Map<HttpKey, HttpAddress> addresses,
        Optional<Path> tokenFile,
        boolean isPublic,
        Optional<TlsFiles> tls,
        Set<String> hosts,
        Set<String> origins,
        Optional<TimeShiftSettings> timeshift) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern ORIGIN = Pattern.compile("https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+])(:[0-9]{1,5})?");

    /** No server. */
    public static final HttpSettings NONE = at(Map.of());

    /**
     * Keeps copies.
     *
     * @param addresses any
     * @param tokenFile empty if public
     * @param isPublic false with a token
     * @param tls any
     * @param hosts any
     * @param origins any
     * @param timeshift any
     * @throws IllegalArgumentException if it is public and has a token
     */
    public HttpSettings {
        addresses = Map.copyOf(addresses);
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
        if (isPublic && tokenFile.isPresent()) {
            throw new IllegalArgumentException(
                    HttpOption.PUBLIC + ": with a token (expected: one of the two: a token, or everybody)");
        }
    }

    /**
     * Asks for servers with nothing else said.
     *
     * @param addresses where each listens
     * @return the settings
     */
    public static HttpSettings at(Map<HttpKey, HttpAddress> addresses) {
        return new HttpSettings(
                addresses, Optional.empty(), false, Optional.empty(), Set.of(), Set.of(), Optional.empty());
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
     * Tells whether an option is given.
     *
     * @param option any
     * @return true if it says something
     */
    public boolean has(HttpOption option) {
        return switch (option) {
            case HTTP -> addresses.containsKey(HttpKey.HTTP);
            case METRICS -> addresses.containsKey(HttpKey.METRICS);
            case TOKEN_FILE -> tokenFile.isPresent();
            case PUBLIC -> isPublic;
            case CERT, KEY -> tls.isPresent();
            case HOSTS -> !hosts.isEmpty();
            case CORS -> !origins.isEmpty();
            case TIMESHIFT -> timeshift.isPresent();
        };
    }

    /**
     * Adds what others ask for that is not asked for here: addresses one by one, who may look, TLS, and names as a whole.
     *
     * @param others such as those of a file, behind those of arguments
     * @return both
     */
    public HttpSettings or(HttpSettings others) {
        Map<HttpKey, HttpAddress> all = new EnumMap<>(HttpKey.class);
        all.putAll(others.addresses);
        all.putAll(addresses);
        HttpSettings access = isPublic || tokenFile.isPresent() ? this : others;
        return new HttpSettings(
                all,
                access.tokenFile,
                access.isPublic,
                tls.or(() -> others.tls),
                both(hosts, others.hosts),
                both(origins, others.origins),
                timeshift.or(() -> others.timeshift));
    }

    /**
     * Parses a name of this machine.
     *
     * @param text such as {@code tv.example.org}
     * @return the name in lower case
     * @throws IllegalArgumentException in one line without the key, if it is none
     */
    public static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException(text + " (expected: a name without a port, as in tv.example.org)");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * Parses another site.
     *
     * @param text such as {@code https://wall.example:8443}
     * @return the site, as browsers write it
     * @throws IllegalArgumentException in one line without the key, if it is none
     */
    public static String origin(String text) {
        if (!ORIGIN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    text + " (expected: a scheme, a host and a port if it has one, as in https://wall.example.org)");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
