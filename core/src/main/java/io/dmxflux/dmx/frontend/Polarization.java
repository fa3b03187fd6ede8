// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/**
 * The polarization of a satellite's carrier. The kernel knows no such property: an LNB is switched by its voltage. The
 * numbers are those of libdvbv5.
 */
public enum Polarization implements Parameter {
    /** Horizontal: 18 V. */
    HORIZONTAL(1),
    /** Vertical: 13 V. */
    VERTICAL(2),
    /** Circular left: 18 V. */
    LEFT(3),
    /** Circular right: 13 V. */
    RIGHT(4);

    private final int number;

    Polarization(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String label() {
        return name();
    }

    /**
     * Returns the voltage that selects it at an LNB.
     *
     * @return 18 V for horizontal and left, else 13 V
     */
    public LnbVoltage voltage() {
        return this == HORIZONTAL || this == LEFT ? LnbVoltage.V18 : LnbVoltage.V13;
    }
}
