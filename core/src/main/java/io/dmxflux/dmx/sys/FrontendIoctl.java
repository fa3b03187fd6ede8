// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * The requests of a frontend, under the names that C gives them.
 *
 * <p><b>Source:</b> linux/dvb/frontend.h.
 */
public enum FrontendIoctl implements Ioctl {
    /** Tells name and limits: {@code struct dvb_frontend_info}. */
    FE_GET_INFO(IoctlNumber.ior('o', 61, FrontendLayout.INFO_BYTES)),
    /** Sends a DiSEqC message: {@code struct dvb_diseqc_master_cmd}. */
    FE_DISEQC_SEND_MASTER_CMD(IoctlNumber.iow('o', 63, FrontendLayout.MESSAGE_BYTES)),
    /** Sends a burst: {@code enum fe_sec_mini_cmd}, by value. */
    FE_DISEQC_SEND_BURST(IoctlNumber.io('o', 65)),
    /** Switches the tone: {@code enum fe_sec_tone_mode}, by value; 0 is on. */
    FE_SET_TONE(IoctlNumber.io('o', 66)),
    /** Switches the voltage: {@code enum fe_sec_voltage}, by value. */
    FE_SET_VOLTAGE(IoctlNumber.io('o', 67)),
    /** Reads the status: {@code enum fe_status}. */
    FE_READ_STATUS(IoctlNumber.ior('o', 69, 4)),
    /** Reads a bit error ratio of DVBv3: {@code __u32}. */
    FE_READ_BER(IoctlNumber.ior('o', 70, 4)),
    /** Reads a strength of DVBv3: {@code __u16}. */
    FE_READ_SIGNAL_STRENGTH(IoctlNumber.ior('o', 71, 2)),
    /** Reads a signal to noise ratio of DVBv3: {@code __u16}. */
    FE_READ_SNR(IoctlNumber.ior('o', 72, 2)),
    /** Reads the broken blocks of DVBv3: {@code __u32}. */
    FE_READ_UNCORRECTED_BLOCKS(IoctlNumber.ior('o', 73, 4)),
    /** Takes an event: {@code struct dvb_frontend_event}. */
    FE_GET_EVENT(IoctlNumber.ior('o', 78, FrontendLayout.EVENT_BYTES)),
    /** Sets properties: {@code struct dtv_properties}. */
    FE_SET_PROPERTY(IoctlNumber.iow('o', 82, FrontendLayout.PROPERTIES_BYTES)),
    /** Reads properties: {@code struct dtv_properties}. */
    FE_GET_PROPERTY(IoctlNumber.ior('o', 83, FrontendLayout.PROPERTIES_BYTES));

    private final long request;

    FrontendIoctl(long request) {
        this.request = request;
    }

    @Override
    public long request() {
        return request;
    }
}
