// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says which profile of MPEG-4 audio a stream is of (ISO/IEC 13818-1 2.6.38).
 *
 * @param profileAndLevel {@code MPEG-4_audio_profile_and_level}, as in {@link AacDescriptor}
 */
public record Mpeg4AudioDescriptor(int profileAndLevel) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x1C;

    static @Nullable Mpeg4AudioDescriptor parse(byte[] payload) {
        return payload.length == 0 ? null : new Mpeg4AudioDescriptor(new DescriptorReader(payload).readByte());
    }

    @Override
    public int tag() {
        return TAG;
    }
}
