// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Says by whose rules a private stream is to be read (ISO/IEC 13818-1 2.6.8).
 *
 * @param formatIdentifier {@code format_identifier}, 32 bits
 */
public record RegistrationDescriptor(int formatIdentifier) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x05;

    static @Nullable RegistrationDescriptor parse(byte[] payload) {
        return payload.length < Integer.BYTES
                ? null
                : new RegistrationDescriptor(new DescriptorReader(payload).readInt());
    }

    @Override
    public int tag() {
        return TAG;
    }

    /**
     * Returns the identifier as the four characters that it mostly is.
     *
     * @return such as "HEVC" or "CUEI"
     */
    public String format() {
        byte[] characters =
                ByteBuffer.allocate(Integer.BYTES).putInt(formatIdentifier).array();
        return new String(characters, StandardCharsets.ISO_8859_1);
    }
}
