// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says how a transport stream is broadcast by a satellite (EN 300 468 6.2.13.2).
 * <pre>
 *   | frequency (32, decimal, 10 kHz) | orbital_position (16, decimal, 0.1 degrees) | west_east_flag (1) | polarization (2)
 *   | roll_off (2) | modulation_system (1) | modulation_type (2) | symbol_rate (28, decimal, 100/s) | FEC_inner (4) |
 * </pre>
 *
 * @param frequencyHz {@code frequency}, as it is transmitted
 * @param orbitalPosition {@code orbital_position}, tenths of a degree, east above 0 and west below
 * @param polarization {@code polarization}: 0 horizontal, 1 vertical, 2 circular left, 3 circular right
 * @param rollOff {@code roll_off} of DVB-S2: 0 is 0.35, 1 is 0.25, 2 is 0.20
 * @param s2 {@code modulation_system}: whether it is DVB-S2
 * @param modulationType {@code modulation_type}: 0 automatic, 1 QPSK, 2 8-PSK, 3 16-QAM
 * @param symbolRate {@code symbol_rate}, symbols per second
 * @param fecInner {@code FEC_inner}
 */
public record SatelliteDeliverySystemDescriptor(
        long frequencyHz,
        int orbitalPosition,
        int polarization,
        int rollOff,
        boolean s2,
        int modulationType,
        int symbolRate,
        int fecInner)
        implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x43;

    private static final int LENGTH = 11;
    private static final int FREQUENCY_DIGITS = 8;
    private static final int POSITION_DIGITS = 4;
    private static final int SYMBOL_RATE_DIGITS = 7;
    private static final long FREQUENCY_UNIT_HZ = 10_000;
    private static final int SYMBOL_RATE_UNIT = 100;

    static @Nullable SatelliteDeliverySystemDescriptor parse(byte[] payload) {
        if (payload.length < LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        int frequency = in.readInt();
        int position = in.readShort();
        int flags = in.readByte();
        int rate = in.readInt();
        long units = PackedDecimal.of(frequency, FREQUENCY_DIGITS);
        int tenths = PackedDecimal.of(position, POSITION_DIGITS);
        int hundreds = PackedDecimal.of(rate >>> 4, SYMBOL_RATE_DIGITS);
        return units < 0 || tenths < 0 || hundreds < 0
                ? null
                : new SatelliteDeliverySystemDescriptor(
                        units * FREQUENCY_UNIT_HZ,
                        (flags & 0x80) == 0 ? -tenths : tenths,
                        flags >>> 5 & 0x3,
                        flags >>> 3 & 0x3,
                        (flags & 0x4) != 0,
                        flags & 0x3,
                        hundreds * SYMBOL_RATE_UNIT,
                        rate & 0xF);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
