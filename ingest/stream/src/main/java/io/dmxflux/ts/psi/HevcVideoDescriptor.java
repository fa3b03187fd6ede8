// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says which profile of HEVC a stream is of (ISO/IEC 13818-1 2.6.95).
 *
 * @param profileIdc {@code profile_idc}, in profile space 0
 */
public record HevcVideoDescriptor(int profileIdc) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x38;

    private static final int PROFILE_SPACE_SHIFT = 6;
    private static final int PROFILE_MASK = 0x1F;

    static @Nullable HevcVideoDescriptor parse(byte[] payload) {
        if (payload.length == 0) {
            return null;
        }
        int profile = new DescriptorReader(payload).readByte();
        return profile >>> PROFILE_SPACE_SHIFT == 0 ? new HevcVideoDescriptor(profile & PROFILE_MASK) : null;
    }

    @Override
    public int tag() {
        return TAG;
    }
}
