// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.time.Duration;

/** One step of what a dish is told before the frontend is tuned: satellite equipment control. */
public sealed interface SecStep {

    /**
     * Switches the 22 kHz tone.
     *
     * @param on whether it is on
     */
    record Tone(boolean on) implements SecStep {}

    /**
     * Switches the voltage.
     *
     * @param voltage the voltage
     */
    record Voltage(LnbVoltage voltage) implements SecStep {}

    /**
     * Sends a DiSEqC message.
     *
     * @param message 3 to 6 bytes in hexadecimal digits, the framing byte first: {@code E01038F0}
     */
    record Message(String message) implements SecStep {}

    /**
     * Sends a burst of mini-DiSEqC.
     *
     * @param burst which
     */
    record Burst(ToneBurst burst) implements SecStep {}

    /**
     * Waits.
     *
     * @param time how long
     */
    record Wait(Duration time) implements SecStep {}
}
