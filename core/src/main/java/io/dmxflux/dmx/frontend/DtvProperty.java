// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/** A property of a frontend, {@code DTV_...} of linux/dvb/frontend.h. */
public enum DtvProperty {
    /** Tunes with what has been set. Only queues the request: success says nothing about lock. */
    TUNE(1),
    /** Forgets what has been set, but for the delivery system. In a call of its own: defaults follow the old system. */
    CLEAR(2),
    /** Hz; kHz of the intermediate frequency for satellites. */
    FREQUENCY(3),
    /** {@link Modulation}. */
    MODULATION(4),
    /** Hz; 0 is automatic. */
    BANDWIDTH_HZ(5),
    /** {@link Inversion}. */
    INVERSION(6),
    /** Symbols per second. */
    SYMBOL_RATE(8),
    /** {@link CodeRate}. */
    INNER_FEC(9),
    /** {@link Pilot}. */
    PILOT(12),
    /** {@link Rolloff}. */
    ROLLOFF(13),
    /** {@link DeliverySystem}. */
    DELIVERY_SYSTEM(17),
    /** {@link CodeRate} of layer A. */
    ISDBT_LAYERA_FEC(23),
    /** {@link Modulation} of layer A. */
    ISDBT_LAYERA_MODULATION(24),
    /** Segments of layer A; 0 is not given. */
    ISDBT_LAYERA_SEGMENT_COUNT(25),
    /** Time interleaving of layer A; 0 is none. */
    ISDBT_LAYERA_TIME_INTERLEAVING(26),
    /** {@link CodeRate} of layer B. */
    ISDBT_LAYERB_FEC(27),
    /** {@link Modulation} of layer B. */
    ISDBT_LAYERB_MODULATION(28),
    /** Segments of layer B; 0 is not given. */
    ISDBT_LAYERB_SEGMENT_COUNT(29),
    /** Time interleaving of layer B; 0 is none. */
    ISDBT_LAYERB_TIME_INTERLEAVING(30),
    /** {@link CodeRate} of layer C. */
    ISDBT_LAYERC_FEC(31),
    /** {@link Modulation} of layer C. */
    ISDBT_LAYERC_MODULATION(32),
    /** Segments of layer C; 0 is not given. */
    ISDBT_LAYERC_SEGMENT_COUNT(33),
    /** Time interleaving of layer C; 0 is none. */
    ISDBT_LAYERC_TIME_INTERLEAVING(34),
    /** {@link CodeRate} of the high priority stream. */
    CODE_RATE_HP(36),
    /** {@link CodeRate} of the low priority stream. */
    CODE_RATE_LP(37),
    /** {@link GuardInterval}. */
    GUARD_INTERVAL(38),
    /** {@link TransmissionMode}. */
    TRANSMISSION_MODE(39),
    /** {@link Hierarchy}. */
    HIERARCHY(40),
    /** Layers of ISDB-T, a bit each; 7 is all. */
    ISDBT_LAYER_ENABLED(41),
    /** PLP of DVB-T2, input stream of DVB-S2, transport stream of ISDB-S; all ones is no filter. */
    STREAM_ID(42),
    /** Signal strength, read only. */
    STAT_SIGNAL_STRENGTH(62),
    /** Carrier to noise ratio, read only. */
    STAT_CNR(63),
    /** Wrong bits before the inner code, read only. */
    STAT_PRE_ERROR_BIT_COUNT(64),
    /** Bits before the inner code, read only. */
    STAT_PRE_TOTAL_BIT_COUNT(65),
    /** Wrong bits after the inner code, read only. */
    STAT_POST_ERROR_BIT_COUNT(66),
    /** Bits after the inner code, read only. */
    STAT_POST_TOTAL_BIT_COUNT(67),
    /** Blocks that could not be corrected, read only. */
    STAT_ERROR_BLOCK_COUNT(68),
    /** Blocks, read only. */
    STAT_TOTAL_BLOCK_COUNT(69),
    /** Gold index of the physical layer's scrambling of DVB-S2. */
    SCRAMBLING_SEQUENCE_INDEX(70);

    private final int number;

    DtvProperty(int number) {
        this.number = number;
    }

    /**
     * Returns the kernel's number.
     *
     * @return the number of the command
     */
    public int number() {
        return number;
    }

    /**
     * Tells whether it is a statistic: an answer has a scale and a value for each layer, and it cannot be set.
     *
     * @return whether its name starts with {@code STAT_}
     */
    public boolean isStatistic() {
        return number >= STAT_SIGNAL_STRENGTH.number && number <= STAT_TOTAL_BLOCK_COUNT.number;
    }
}
