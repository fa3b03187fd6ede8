// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The number of OFDM carriers, {@code enum fe_transmit_mode}, in the kernel's order. */
public enum TransmissionMode implements Parameter {
    /** 2048 carriers. */
    MODE_2K("2K"),
    /** 8192 carriers. */
    MODE_8K("8K"),
    /** The demodulator finds it. */
    AUTO("AUTO"),
    /** 4096 carriers. */
    MODE_4K("4K"),
    /** 1024 carriers; DVB-T2. */
    MODE_1K("1K"),
    /** 16384 carriers; DVB-T2. */
    MODE_16K("16K"),
    /** 32768 carriers; DVB-T2. */
    MODE_32K("32K");

    private final String label;

    TransmissionMode(String label) {
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
