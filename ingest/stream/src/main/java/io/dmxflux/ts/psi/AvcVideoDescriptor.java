// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says which profile of H.264 a stream is of (ISO/IEC 13818-1 2.6.64).
 *
 * @param profileIdc {@code profile_idc}
 * @param constraints the byte behind it, {@code constraint_set0_flag} uppermost
 * @param levelIdc {@code level_idc}, ten times the level
 */
public record AvcVideoDescriptor(int profileIdc, int constraints, int levelIdc) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x28;

    private static final int LEAST_LENGTH = 3;

    static @Nullable AvcVideoDescriptor parse(byte[] payload) {
        DescriptorReader in = new DescriptorReader(payload);
        return payload.length < LEAST_LENGTH
                ? null
                : new AvcVideoDescriptor(in.readByte(), in.readByte(), in.readByte());
    }

    @Override
    public int tag() {
        return TAG;
    }
}
