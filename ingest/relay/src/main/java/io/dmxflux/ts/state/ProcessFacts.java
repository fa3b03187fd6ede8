// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What does not change while a process lives.
 *
 * @param host the name of the machine
 * @param release of dmxflux
 * @param startedAt when it began
 */
public record ProcessFacts(String host, String release, Instant startedAt) {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /**
     * Returns those of this process.
     *
     * @param release of dmxflux
     * @return with the name of this machine, and the time of now
     */
    public static ProcessFacts of(String release) {
        return new ProcessFacts(hostName(), release, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Returns the name of this machine.
     *
     * @return the kernel's: the JDK would ask name servers
     */
    public static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
