// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/**
 * One value of a statistic, {@code struct dtv_stats}.
 *
 * @param scale its unit; a driver may change it from one reading to the next
 * @param value the value, without meaning where it is not available
 */
public record DtvStatistic(Scale scale, long value) {

    /** The unit of a statistic, {@code enum fecap_scale_params}, in the kernel's order. */
    public enum Scale {
        /** Not available now, or never. */
        NOT_AVAILABLE,
        /** 0.001 dB with a sign; dBm for a strength. */
        DECIBEL,
        /** 0..65535 for 0..100 %. */
        RELATIVE,
        /** A count that grows, and starts again from 0 when the frontend is tuned. */
        COUNTER
    }
}
