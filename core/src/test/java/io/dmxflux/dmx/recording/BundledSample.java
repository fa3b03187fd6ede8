// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The sample of the simulated driver, for tests that need it as bytes or as a file. */
public final class BundledSample {

    private BundledSample() {}

    public static byte[] bytes() {
        try (InputStream sample = Playback.class.getResourceAsStream("sample.ts")) {
            return Objects.requireNonNull(sample).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes it to a file. */
    public static Path at(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
