// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The rate of the inner, or forward error correcting, code, {@code enum fe_code_rate}, in the kernel's order. */
public enum CodeRate implements Parameter {
    /** No inner code. */
    NONE("NONE"),
    /** 1 of 2 bits carry data. */
    RATE_1_2("1/2"),
    /** 2 of 3 bits carry data. */
    RATE_2_3("2/3"),
    /** 3 of 4 bits carry data. */
    RATE_3_4("3/4"),
    /** 4 of 5 bits carry data. */
    RATE_4_5("4/5"),
    /** 5 of 6 bits carry data. */
    RATE_5_6("5/6"),
    /** 6 of 7 bits carry data. */
    RATE_6_7("6/7"),
    /** 7 of 8 bits carry data. */
    RATE_7_8("7/8"),
    /** 8 of 9 bits carry data. */
    RATE_8_9("8/9"),
    /** The demodulator finds it. */
    AUTO("AUTO"),
    /** 3 of 5 bits carry data. */
    RATE_3_5("3/5"),
    /** 9 of 10 bits carry data. */
    RATE_9_10("9/10"),
    /** 2 of 5 bits carry data. */
    RATE_2_5("2/5");

    private final String label;

    CodeRate(String label) {
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
