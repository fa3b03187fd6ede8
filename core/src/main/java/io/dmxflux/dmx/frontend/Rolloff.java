// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The roll-off of a satellite's carrier, {@code enum fe_rolloff}, in the kernel's order. */
public enum Rolloff implements Parameter {
    /** 0.35, the only one of DVB-S. */
    ROLLOFF_35("35"),
    /** 0.20. */
    ROLLOFF_20("20"),
    /** 0.25. */
    ROLLOFF_25("25"),
    /** The demodulator finds it. */
    AUTO("AUTO");

    private final String label;

    Rolloff(String label) {
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
