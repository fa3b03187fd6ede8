// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The hierarchical modulation of DVB-T, {@code enum fe_hierarchy}, in the kernel's order. */
public enum Hierarchy implements Parameter {
    /** One stream. */
    NONE("NONE"),
    /** Two streams, alpha 1. */
    ALPHA_1("1"),
    /** Two streams, alpha 2. */
    ALPHA_2("2"),
    /** Two streams, alpha 4. */
    ALPHA_4("4"),
    /** The demodulator finds it. */
    AUTO("AUTO");

    private final String label;

    Hierarchy(String label) {
        this.label = label;
    }

    @Override
    public int number() {
        return ordinal();
    }

    @Override
    public String label() {
        return label;
    }
}
