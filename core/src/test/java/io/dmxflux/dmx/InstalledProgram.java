// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.lang.ProcessBuilder.Redirect;

/** A program that tests run where it is installed. */
public final class InstalledProgram {

    private InstalledProgram() {}

    /**
     * Skips the test where a program is not there.
     *
     * @param debianPackage that has it
     * @param command the program, with an option with which it ends at once
     */
    public static void assume(String debianPackage, String... command) {
        assumeThatCode(() -> new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .waitFor())
                .as(command[0] + ", of the Debian package " + debianPackage)
                .doesNotThrowAnyException();
    }
}
