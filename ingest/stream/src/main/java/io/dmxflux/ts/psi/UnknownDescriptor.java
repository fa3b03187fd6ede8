// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A descriptor that is not understood here, or that breaks the syntax of its tag.
 *
 * @param tag {@code descriptor_tag}
 * @param payload what stands behind {@code descriptor_length}
 */
public record UnknownDescriptor(int tag, byte[] payload) implements Descriptor {

    /** A descriptor whose payload is copied. */
    public UnknownDescriptor {
        payload = payload.clone();
    }

    /**
     * Copies the payload.
     *
     * @return its bytes
     */
    @Override
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * Compares tag and bytes.
     *
     * @param other anything
     * @return true if both are the same
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof UnknownDescriptor unknown
                && tag == unknown.tag
                && Arrays.equals(payload, unknown.payload);
    }

    /**
     * Hashes tag and bytes.
     *
     * @return the same for the same descriptor
     */
    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(payload);
    }

    /**
     * Shows tag and bytes.
     *
     * @return hexadecimal
     */
    @Override
    public String toString() {
        return "UnknownDescriptor[tag=0x%02x, payload=%s]"
                .formatted(tag, HexFormat.of().formatHex(payload));
    }
}
