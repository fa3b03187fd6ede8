// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpOption;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.http.TlsFiles;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the HTTP servers. */
final class HttpOptions {

    private static final String DASHES = "--";

    @Option(
            names = "--http",
            paramLabel = "ADDRESS:PORT",
            description = "Serve the page, services, guide and metrics at http://ADDRESS:PORT; a port alone is on the"
                    + " loopback address.")
    private @Nullable String http;

    @Option(
            names = "--metrics",
            paramLabel = "ADDRESS:PORT",
            description = "Tell metrics alone to Prometheus at http://ADDRESS:PORT/metrics.")
    private @Nullable String metrics;

    @Option(
            names = "--http-token-file",
            paramLabel = "FILE",
            description = "Let in only who knows the token in that file; needed at all addresses but those of the"
                    + " loopback interface.")
    private @Nullable Path tokenFile;

    @Option(names = "--http-public", description = "Let everybody look, at any address, without a token.")
    private boolean everybody;

    @Option(
            names = "--http-cert",
            paramLabel = "FILE",
            description = "Encrypt, with the certificates in that PEM file.")
    private @Nullable Path cert;

    @Option(names = "--http-key", paramLabel = "FILE", description = "Their private key, in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--http-host",
            paramLabel = "NAME",
            description = "Another name by which this machine is called, such as that of a proxy.")
    private List<String> hosts = List.of();

    @Option(
            names = "--http-cors",
            paramLabel = "ORIGIN",
            description = "Another site whose pages may read what is served, as in https://wall.example.org.")
    private List<String> origins = List.of();

    @Option(
            names = "--timeshift",
            paramLabel = "DIR[?keep=TIME,SIZE]",
            description = "Keep all inputs in that directory, so that viewers may go back in time; four hours, unless"
                    + " ?keep=8h,500GB says otherwise.")
    private @Nullable String timeshift;

    /** Returns the options, each with its dashes. */
    static Set<String> names() {
        return Stream.of(HttpOption.values()).map(option -> DASHES + option).collect(Collectors.toSet());
    }

    HttpSettings settings() {
        Map<HttpKey, HttpAddress> addresses = new EnumMap<>(HttpKey.class);
        add(addresses, HttpKey.HTTP, http);
        add(addresses, HttpKey.METRICS, metrics);
        refuse(everybody && tokenFile != null, HttpOption.PUBLIC, "", "no --http-token-file with it, or that alone");
        refuse(cert != null && key == null, HttpOption.CERT, ": " + cert, "--http-key with it");
        refuse(cert == null && key != null, HttpOption.KEY, ": " + key, "--http-cert with it");
        return new HttpSettings(
                addresses,
                Optional.ofNullable(tokenFile),
                everybody,
                cert == null || key == null ? Optional.empty() : Optional.of(new TlsFiles(cert, key)),
                all(HttpOption.HOSTS, hosts, HttpSettings::host),
                all(HttpOption.CORS, origins, HttpSettings::origin),
                Optional.ofNullable(timeshift).map(HttpOptions::timeshift));
    }

    private static TimeShiftSettings timeshift(String text) {
        try {
            return TimeShiftSettings.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(DASHES + HttpOption.TIMESHIFT + ": " + e.getMessage(), e);
        }
    }

    private static void add(Map<HttpKey, HttpAddress> addresses, HttpKey key, @Nullable String text) {
        if (text != null) {
            addresses.put(key, HttpAddress.parse(DASHES + key, text));
        }
    }

    private static Set<String> all(HttpOption option, List<String> texts, UnaryOperator<String> parse) {
        Set<String> all = new TreeSet<>();
        for (String text : texts) {
            try {
                all.add(parse.apply(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(DASHES + option + ": " + e.getMessage(), e);
            }
        }
        return all;
    }

    /** Refuses options that have no server. */
    static void refuseWithoutServer(HttpSettings settings) {
        Stream.of(HttpOption.values())
                .filter(option -> settings.has(option) && settings.addresses().isEmpty())
                .findFirst()
                .ifPresent(option -> refuse(true, option, "", "--http or --metrics with it"));
    }

    private static void refuse(boolean wrong, HttpOption option, String value, String expected) {
        if (wrong) {
            throw new IllegalArgumentException(DASHES + option + value + " (expected: " + expected + ")");
        }
    }
}
