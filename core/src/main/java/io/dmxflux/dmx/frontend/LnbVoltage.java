// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The voltage on the cable to an LNB, {@code enum fe_sec_voltage}, in the kernel's order. */
public enum LnbVoltage implements Parameter {
    /** 13 V: vertical or right. */
    V13("13"),
    /** 18 V: horizontal or left. */
    V18("18"),
    /** No power: the LNB is off. */
    OFF("OFF");

    private final String label;

    LnbVoltage(String label) {
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
