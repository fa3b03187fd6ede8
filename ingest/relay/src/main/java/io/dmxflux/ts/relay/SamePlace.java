// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.UdpSourceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Refuses a relay from a place to itself: a file would be emptied while it is read, and a group would receive what it has
 * received, as fast as the machine can.
 */
final class SamePlace {

    private SamePlace() {}

    /**
     * Compares input and output.
     *
     * @throws IllegalArgumentException if they are the same
     */
    static void refuse(InputUri from, OutputUri to) {
        if (to instanceof OutputUri.File file
                && fileOf(from).filter(path -> isSame(path, file.path())).isPresent()) {
            throw new IllegalArgumentException(
                    "file:" + file.path() + ": is the input as well (expected: another file to write)");
        }
        if (from instanceof InputUri.Network input
                && to instanceof OutputUri.Network output
                && isLoop(input.config(), output.config())) {
            throw new IllegalArgumentException(
                    output.config() + ": is the input as well (expected: another group or port, or another ?iface=)");
        }
    }

    private static Optional<Path> fileOf(InputUri from) {
        if (from instanceof InputUri.Sim sim) {
            return sim.file();
        }
        return from instanceof InputUri.File file ? Optional.of(file.path()) : Optional.empty();
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            throw new UncheckedIOException(one + ": cannot be compared with " + other + ": " + e.getMessage(), e);
        }
    }

    /** One group on two interfaces is a bridge, and a group of one sender that is somebody else does not hear us. */
    private static boolean isLoop(UdpSourceConfig input, UdpSinkConfig output) {
        return input.address().equals(output.destination())
                && Objects.equals(input.networkInterface(), output.networkInterface())
                && (input.source() == null || input.source().equals(output.sourceAddress()));
    }
}
