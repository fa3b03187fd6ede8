// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The pause between OFDM symbols as a part of the symbol, {@code enum fe_guard_interval}, in the kernel's order. */
public enum GuardInterval implements Parameter {
    /** 1/32 of a symbol. */
    INTERVAL_1_32("1/32"),
    /** 1/16 of a symbol. */
    INTERVAL_1_16("1/16"),
    /** 1/8 of a symbol. */
    INTERVAL_1_8("1/8"),
    /** 1/4 of a symbol. */
    INTERVAL_1_4("1/4"),
    /** The demodulator finds it. */
    AUTO("AUTO"),
    /** 1/128 of a symbol; DVB-T2. */
    INTERVAL_1_128("1/128"),
    /** 19/128 of a symbol; DVB-T2. */
    INTERVAL_19_128("19/128"),
    /** 19/256 of a symbol; DVB-T2. */
    INTERVAL_19_256("19/256");

    private final String label;

    GuardInterval(String label) {
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
