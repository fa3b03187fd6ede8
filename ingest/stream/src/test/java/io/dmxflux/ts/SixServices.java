// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The multiplex that {@code ingest/src/bench/make-multiplex} makes: 101 to 105 are Television 1 to 5, 106 is Radio. */
public final class SixServices {

    public static final List<Integer> SERVICE_IDS = List.of(101, 102, 103, 104, 105, 106);

    public static final int RADIO = 106;

    private static final int PACKAGE_MISSING = 3;

    private SixServices() {}

    /** Makes so much of it, or skips the test where ffmpeg is not installed. */
    public static Path make(Path directory, int seconds) throws IOException {
        Path file = directory.resolve("six-services.ts");
        Process process = new ProcessBuilder("../src/bench/make-multiplex", file.toString(), Integer.toString(seconds))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.onExit().join().exitValue();
        assumeThat(exit).as(said).isNotEqualTo(PACKAGE_MISSING);
        if (exit != 0) {
            throw new IOException(said);
        }
        return file;
    }
}
