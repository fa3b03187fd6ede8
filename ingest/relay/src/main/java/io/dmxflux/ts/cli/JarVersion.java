// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import picocli.CommandLine.IVersionProvider;

/** Reads the version from the jar's manifest. */
final class JarVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"dmxflux " + number()};
    }

    static String number() {
        String version = JarVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
