// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what kind of programme an event is (EN 300 468 6.2.9).
 *
 * @param contents in the order sent
 */
public record ContentDescriptor(List<Content> contents) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x54;

    private static final int ENTRY_LENGTH = 2;

    /** A descriptor of some contents. */
    public ContentDescriptor {
        contents = List.copyOf(contents);
    }

    /**
     * One kind.
     *
     * @param level1 {@code content_nibble_level_1}, 0 to 15
     * @param level2 {@code content_nibble_level_2}, 0 to 15
     * @param user {@code user_byte}, which the broadcaster defines
     */
    public record Content(int level1, int level2, int user) {}

    static @Nullable ContentDescriptor parse(byte[] payload) {
        if (payload.length % ENTRY_LENGTH != 0) {
            return null;
        }
        List<Content> contents = new ArrayList<>();
        DescriptorReader in = new DescriptorReader(payload);
        while (in.remaining() > 0) {
            int nibbles = in.readByte();
            contents.add(new Content(nibbles >>> 4, nibbles & 0x0F, in.readByte()));
        }
        return new ContentDescriptor(contents);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
