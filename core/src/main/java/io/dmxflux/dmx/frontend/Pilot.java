// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** Whether a carrier of DVB-S2 has pilot symbols, {@code enum fe_pilot}, in the kernel's order. */
public enum Pilot implements Parameter {
    /** It has. */
    ON("ON"),
    /** It has none. */
    OFF("OFF"),
    /** The demodulator finds it. */
    AUTO("AUTO");

    private final String label;

    Pilot(String label) {
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
