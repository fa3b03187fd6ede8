// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** Whether the spectrum arrives inverted, {@code enum fe_spectral_inversion}, in the kernel's order. */
public enum Inversion implements Parameter {
    /** It does not. */
    OFF("OFF"),
    /** It does. */
    ON("ON"),
    /** The demodulator, or the kernel in its place, tries both. */
    AUTO("AUTO");

    private final String label;

    Inversion(String label) {
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
