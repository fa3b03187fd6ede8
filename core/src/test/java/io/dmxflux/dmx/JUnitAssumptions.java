// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import org.assertj.core.configuration.Configuration;
import org.assertj.core.configuration.PreferredAssumptionException;

/** Makes AssertJ's assumptions skip a test of JUnit, although TestNG, which the TCK needs, is there as well. */
public final class JUnitAssumptions extends Configuration {

    @Override
    public PreferredAssumptionException preferredAssumptionException() {
        return PreferredAssumptionException.JUNIT5;
    }
}
