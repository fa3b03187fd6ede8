// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists the other frequencies of a transport stream (EN 300 468 6.2.17).
 *
 * @param frequenciesHz {@code centre_frequency} of each, by the unit that {@code coding_type} says
 */
public record FrequencyListDescriptor(List<Long> frequenciesHz) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x62;

    private static final int SATELLITE = 1;
    private static final int CABLE = 2;
    private static final int TERRESTRIAL = 3;
    private static final int CODING_MASK = 0x3;
    private static final int ENTRY_LENGTH = 4;
    private static final int DIGITS = 8;
    private static final long SATELLITE_UNIT_HZ = 10_000;
    private static final long CABLE_UNIT_HZ = 100;

    /** Keeps a copy of the list. */
    public FrequencyListDescriptor {
        frequenciesHz = List.copyOf(frequenciesHz);
    }

    static @Nullable FrequencyListDescriptor parse(byte[] payload) {
        if (payload.length == 0 || (payload.length - 1) % ENTRY_LENGTH != 0) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        int coding = in.readByte() & CODING_MASK;
        List<Long> frequencies = new ArrayList<>();
        while (in.remaining() > 0) {
            long hertz = coding == TERRESTRIAL ? in.readTensOfHertz() : decimal(in.readInt(), coding);
            if (hertz < 0) {
                return null;
            }
            frequencies.add(hertz);
        }
        return new FrequencyListDescriptor(frequencies);
    }

    private static long decimal(int word, int coding) {
        long units = PackedDecimal.of(word, DIGITS);
        return switch (coding) {
            case SATELLITE -> units * SATELLITE_UNIT_HZ;
            case CABLE -> units * CABLE_UNIT_HZ;
            default -> -1;
        };
    }

    @Override
    public int tag() {
        return TAG;
    }
}
