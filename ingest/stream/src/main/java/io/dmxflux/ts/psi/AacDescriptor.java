// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says which AAC a stream is (EN 300 468 H.2.1).
 *
 * @param profileAndLevel {@code profile_and_level}: 0x50 to 0x53 AAC, 0x58 to 0x5B HE-AAC, 0x60 to 0x63 HE-AAC v2 (ISO/IEC
 *     13818-1 table 2-72)
 */
public record AacDescriptor(int profileAndLevel) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x7C;

    static @Nullable AacDescriptor parse(byte[] payload) {
        return payload.length == 0 ? null : new AacDescriptor(new DescriptorReader(payload).readByte());
    }

    @Override
    public int tag() {
        return TAG;
    }
}
