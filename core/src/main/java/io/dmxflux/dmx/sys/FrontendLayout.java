// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * Where the fields of the frontend's structures lie.
 *
 * <pre>
 *   struct dvb_frontend_info       0 name[128] | 128 type | 132 frequency_min | 136 frequency_max | 140 frequency_stepsize
 *                                  | 144 frequency_tolerance | 148 symbol_rate_min | 152 symbol_rate_max | 156 tolerance
 *                                  | 160 notifier_delay | 164 caps                                                  168 bytes
 *   struct dvb_diseqc_master_cmd   0 msg[6] | 6 msg_len                                                               7
 *   struct dvb_frontend_event      0 status | 4 parameters, of no use here                                           40
 *   struct dtv_properties          0 num | 8 props                                                                   16
 *   struct dtv_property            0 cmd | 4 reserved[3] | 16 data | 72 result                                       76, packed
 *     of a statistic               16 len | 17 scale, 18 value of the first | 26, 27 of the second ... 4 of them
 *     of DTV_ENUM_DELSYS           16 data[32] | 48 len
 * </pre>
 *
 * <p>Each field is of 32 bits, but for the pointer {@code props} and the values of statistics of 64, and for {@code len} and
 * {@code scale} of statistics, and the bytes of messages and names, of 8. A packed structure does not align them.
 * <p><b>Source:</b> linux/dvb/frontend.h.
 */
public final class FrontendLayout {

    /** Bytes of {@code struct dvb_frontend_info}. */
    public static final int INFO_BYTES = 168;
    /** Offset of {@code name}. */
    public static final int INFO_NAME = 0;
    /** Bytes of {@code name}, which ends with a zero. */
    public static final int INFO_NAME_BYTES = 128;
    /** Offset of {@code frequency_min}: Hz, or kHz for a satellite. */
    public static final int INFO_FREQUENCY_MIN = 132;
    /** Offset of {@code frequency_max}. */
    public static final int INFO_FREQUENCY_MAX = 136;
    /** Offset of {@code frequency_stepsize}. */
    public static final int INFO_FREQUENCY_STEP = 140;
    /** Offset of {@code frequency_tolerance}. */
    public static final int INFO_FREQUENCY_TOLERANCE = 144;
    /** Offset of {@code symbol_rate_min}. */
    public static final int INFO_SYMBOL_RATE_MIN = 148;
    /** Offset of {@code symbol_rate_max}. */
    public static final int INFO_SYMBOL_RATE_MAX = 152;
    /** Offset of {@code caps}. */
    public static final int INFO_CAPS = 164;

    /** Bytes of {@code struct dvb_diseqc_master_cmd}. */
    public static final int MESSAGE_BYTES = 7;
    /** Offset of {@code msg_len}. */
    public static final int MESSAGE_LENGTH = 6;

    /** Bytes of {@code struct dvb_frontend_event}. */
    public static final int EVENT_BYTES = 40;
    /** Offset of {@code status}. */
    public static final int EVENT_STATUS = 0;

    /** Bytes of {@code struct dtv_properties}. */
    public static final int PROPERTIES_BYTES = 16;
    /** Offset of {@code num}. */
    public static final int PROPERTIES_COUNT = 0;
    /** Offset of {@code props}. */
    public static final int PROPERTIES_ADDRESS = 8;
    /** The most properties of one call, {@code DTV_IOCTL_MAX_MSGS}. */
    public static final int MOST_PROPERTIES = 64;

    /** Bytes of {@code struct dtv_property}. */
    public static final int PROPERTY_BYTES = 76;
    /** Offset of {@code cmd}. */
    public static final int PROPERTY_COMMAND = 0;
    /** Offset of {@code u.data}, and of what stands in its place. */
    public static final int PROPERTY_DATA = 16;
    /** Offset of {@code u.buffer.len}. */
    public static final int PROPERTY_BUFFER_LENGTH = 48;
    /** The most bytes of {@code u.buffer.data}. */
    public static final int PROPERTY_BUFFER_BYTES = 32;
    /** Offset of {@code result}. */
    public static final int PROPERTY_RESULT = 72;

    /** Offset of {@code u.st.len}. */
    public static final int STATISTICS_LENGTH = 16;
    /** Offset of {@code scale} of the first statistic. */
    public static final int STATISTICS_SCALE = 17;
    /** Offset of the value of the first statistic. */
    public static final int STATISTICS_VALUE = 18;
    /** Bytes of {@code struct dtv_stats}: from one statistic to the next. */
    public static final int STATISTIC_BYTES = 9;
    /** The most statistics of a property, {@code MAX_DTV_STATS}. */
    public static final int MOST_STATISTICS = 4;

    /** {@code DTV_ENUM_DELSYS}: which systems it receives, a byte each. */
    public static final int DTV_ENUM_DELSYS = 44;

    private FrontendLayout() {}
}
