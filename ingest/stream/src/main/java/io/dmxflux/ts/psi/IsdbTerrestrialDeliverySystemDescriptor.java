// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how a transport stream is broadcast by ISDB-T (ARIB STD-B10 part 2, 6.2.31; ABNT NBR 15603). Its tag is private in DVB: it is
 * read as this where no {@code private_data_specifier} stands beside it.
 * <pre>
 *   | area_code (12) | guard_interval (2) | transmission_mode (2) | frequency (16, 1/7 MHz) | frequency | ...
 * </pre>
 *
 * @param areaCode {@code area_code}
 * @param guardInterval {@code guard_interval}: 0 is 1/32, then 1/16, 1/8, 1/4
 * @param transmissionMode {@code transmission_mode}: 0 is mode 1 (2k), then mode 2 (4k), mode 3 (8k)
 * @param frequenciesHz {@code frequency} of each transmitter, in the order sent, to the nearest hertz below
 */
public record IsdbTerrestrialDeliverySystemDescriptor(
        int areaCode, int guardInterval, int transmissionMode, List<Long> frequenciesHz) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0xFA;

    private static final int HEAD_LENGTH = 2;
    private static final int FREQUENCY_LENGTH = 2;
    private static final long MHZ = 1_000_000;
    private static final int STEPS_PER_MHZ = 7;

    /** Keeps a copy of the list. */
    public IsdbTerrestrialDeliverySystemDescriptor {
        frequenciesHz = List.copyOf(frequenciesHz);
    }

    static @Nullable IsdbTerrestrialDeliverySystemDescriptor parse(byte[] payload) {
        if (payload.length < HEAD_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        int head = in.readShort();
        List<Long> frequencies = new ArrayList<>();
        while (in.remaining() >= FREQUENCY_LENGTH) {
            frequencies.add(in.readShort() * MHZ / STEPS_PER_MHZ);
        }
        return new IsdbTerrestrialDeliverySystemDescriptor(head >>> 4, head >>> 2 & 0x3, head & 0x3, frequencies);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
