// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Files for the programs that watch a relay, which the jar has with it. */
public enum MonitoringFile {
    /** A dashboard for Grafana. */
    DASHBOARD("dashboard.json"),
    /** Alert rules for Prometheus. */
    ALERTS("alerts.yaml"),
    /** Settings for the JDK's Flight Recorder. */
    JFC("dmxflux.jfc");

    private final String resource;

    MonitoringFile(String resource) {
        this.resource = resource;
    }

    /**
     * Returns the file.
     *
     * @return all of it
     */
    public String text() {
        try (InputStream bytes = MonitoringFile.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IllegalStateException(resource + ": not in the jar (expected: as it was built)");
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
