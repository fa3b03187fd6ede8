// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says how a transport stream is sent in a cable (EN 300 468 6.2.13.1).
 * <pre>
 *   | frequency (32, decimal, 100 Hz) | reserved (12) | FEC_outer (4) | modulation (8) | symbol_rate (28, decimal, 100/s)
 *   | FEC_inner (4) |
 * </pre>
 *
 * @param frequencyHz {@code frequency}, the centre
 * @param modulation {@code modulation}: 1 is 16-QAM, 2 is 32-QAM, 3 is 64-QAM, 4 is 128-QAM, 5 is 256-QAM
 * @param symbolRate {@code symbol_rate}, symbols per second
 * @param fecInner {@code FEC_inner}
 */
public record CableDeliverySystemDescriptor(long frequencyHz, int modulation, int symbolRate, int fecInner)
        implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x44;

    private static final int LENGTH = 11;
    private static final int FREQUENCY_DIGITS = 8;
    private static final int SYMBOL_RATE_DIGITS = 7;
    private static final long FREQUENCY_UNIT_HZ = 100;
    private static final int SYMBOL_RATE_UNIT = 100;

    static @Nullable CableDeliverySystemDescriptor parse(byte[] payload) {
        if (payload.length < LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        long units = PackedDecimal.of(in.readInt(), FREQUENCY_DIGITS);
        in.readShort();
        int modulation = in.readByte();
        int rate = in.readInt();
        int hundreds = PackedDecimal.of(rate >>> 4, SYMBOL_RATE_DIGITS);
        return units < 0 || hundreds < 0
                ? null
                : new CableDeliverySystemDescriptor(
                        units * FREQUENCY_UNIT_HZ, modulation, hundreds * SYMBOL_RATE_UNIT, rate & 0xF);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
