// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** The burst of mini-DiSEqC, {@code enum fe_sec_mini_cmd}, in the kernel's order: it selects one of two positions. */
public enum ToneBurst implements Parameter {
    /** Position A: an unmodulated burst. */
    A,
    /** Position B: a modulated burst. */
    B;

    @Override
    public int number() {
        return ordinal();
    }

    @Override
    public String label() {
        return name();
    }
}
