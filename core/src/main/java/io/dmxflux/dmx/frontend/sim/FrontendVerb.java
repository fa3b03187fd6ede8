// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

/** A call to a frontend's driver, by the name that errors have. */
public enum FrontendVerb {
    /** What it can receive. */
    INFO("FE_GET_INFO"),
    /** Properties set, and tuned. */
    SET("FE_SET_PROPERTY"),
    /** Properties and statistics read. */
    GET("FE_GET_PROPERTY"),
    /** The status read. */
    STATUS("FE_READ_STATUS"),
    /** A change of the status taken. */
    EVENT("FE_GET_EVENT"),
    /** The readings of DVBv3. */
    RAW("FE_READ_SNR"),
    /** The 22 kHz tone. */
    TONE("FE_SET_TONE"),
    /** The voltage. */
    VOLTAGE("FE_SET_VOLTAGE"),
    /** A message of DiSEqC. */
    DISEQC("FE_DISEQC_SEND_MASTER_CMD"),
    /** A burst of mini-DiSEqC. */
    BURST("FE_DISEQC_SEND_BURST"),
    /** The device closed. */
    CLOSE("close");

    private final String call;

    FrontendVerb(String call) {
        this.call = call;
    }

    /** {@return the call as C writes it} */
    public String call() {
        return call;
    }
}
