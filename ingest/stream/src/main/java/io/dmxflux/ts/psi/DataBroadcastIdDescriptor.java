// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says what the data of a stream is for (EN 300 468 6.2.12).
 *
 * @param dataBroadcastId {@code data_broadcast_id} (ETSI TS 101 162): 5 multiprotocol encapsulation, 6 a data carousel, 7 an
 *     object carousel, 0x0A software updates, 0x0123 an object carousel of HbbTV
 */
public record DataBroadcastIdDescriptor(int dataBroadcastId) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x66;

    static @Nullable DataBroadcastIdDescriptor parse(byte[] payload) {
        return payload.length < Short.BYTES
                ? null
                : new DataBroadcastIdDescriptor(new DescriptorReader(payload).readShort());
    }

    @Override
    public int tag() {
        return TAG;
    }
}
