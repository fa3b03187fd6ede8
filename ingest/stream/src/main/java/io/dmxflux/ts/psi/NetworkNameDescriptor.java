// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/**
 * Names a network (EN 300 468 6.2.27).
 *
 * @param networkName its name
 */
public record NetworkNameDescriptor(String networkName) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x40;

    static NetworkNameDescriptor parse(byte[] payload) {
        return new NetworkNameDescriptor(DvbText.decode(payload));
    }

    @Override
    public int tag() {
        return TAG;
    }
}
