// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Says that a private stream is AC-3 audio (EN 300 468 D.3).
 *
 * @param componentType {@code component_type}: channels and purpose (EN 300 468 table D.1); empty if it was not sent
 */
public record Ac3Descriptor(OptionalInt componentType) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x6A;

    private static final int COMPONENT_TYPE_FLAG = 0x80;

    static @Nullable Ac3Descriptor parse(byte[] payload) {
        DescriptorReader in = new DescriptorReader(payload);
        if (payload.length == 0) {
            return null;
        }
        if ((in.readByte() & COMPONENT_TYPE_FLAG) == 0) {
            return new Ac3Descriptor(OptionalInt.empty());
        }
        return in.remaining() == 0 ? null : new Ac3Descriptor(OptionalInt.of(in.readByte()));
    }

    @Override
    public int tag() {
        return TAG;
    }
}
