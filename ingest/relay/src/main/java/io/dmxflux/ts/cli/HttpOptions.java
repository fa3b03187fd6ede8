// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpSettings;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the HTTP servers. */
final class HttpOptions {

    @Option(
            names = "--http",
            paramLabel = "ADDRESS:PORT",
            description = "Serve the page, services, guide and metrics at http://ADDRESS:PORT; a port alone is on the"
                    + " loopback address.")
    private @Nullable String http;

    @Option(
            names = "--metrics",
            paramLabel = "ADDRESS:PORT",
            description = "Tell metrics to Prometheus at http://ADDRESS:PORT/metrics; a port alone is on the loopback"
                    + " address.")
    private @Nullable String metrics;

    HttpSettings settings() {
        Map<HttpKey, HttpAddress> addresses = new EnumMap<>(HttpKey.class);
        add(addresses, HttpKey.HTTP, http);
        add(addresses, HttpKey.METRICS, metrics);
        return new HttpSettings(addresses);
    }

    private static void add(Map<HttpKey, HttpAddress> addresses, HttpKey key, @Nullable String text) {
        if (text != null) {
            addresses.put(key, HttpAddress.parse("--" + key, text));
        }
    }
}
