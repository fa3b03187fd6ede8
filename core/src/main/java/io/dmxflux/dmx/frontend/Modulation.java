// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The constellation of a carrier, {@code enum fe_modulation}, in the kernel's order. */
public enum Modulation implements Parameter {
    /** Quadrature phase shift keying. */
    QPSK("QPSK"),
    /** 16-QAM. */
    QAM_16("QAM/16"),
    /** 32-QAM. */
    QAM_32("QAM/32"),
    /** 64-QAM. */
    QAM_64("QAM/64"),
    /** 128-QAM. */
    QAM_128("QAM/128"),
    /** 256-QAM. */
    QAM_256("QAM/256"),
    /** The demodulator finds it. */
    AUTO("QAM/AUTO"),
    /** 8-VSB, ATSC over the air. */
    VSB_8("VSB/8"),
    /** 16-VSB. */
    VSB_16("VSB/16"),
    /** 8-PSK. */
    PSK_8("PSK/8"),
    /** 16-APSK. */
    APSK_16("APSK/16"),
    /** 32-APSK. */
    APSK_32("APSK/32"),
    /** Differential QPSK. */
    DQPSK("DQPSK"),
    /** 4-QAM-NR, of DTMB. */
    QAM_4_NR("QAM/4_NR");

    private final String label;

    Modulation(String label) {
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
