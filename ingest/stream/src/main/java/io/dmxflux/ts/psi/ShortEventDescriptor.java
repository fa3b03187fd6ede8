// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Names an event and says in short what it is (EN 300 468 6.2.37).
 *
 * @param language {@code ISO_639_language_code}, three letters
 * @param eventName {@code event_name}
 * @param text {@code text}
 */
public record ShortEventDescriptor(String language, String eventName, String text) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x4D;

    private static final int LEAST_LENGTH = 5;

    static @Nullable ShortEventDescriptor parse(byte[] payload) {
        if (payload.length < LEAST_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        String language = in.readLanguage();
        int nameLength = in.readByte();
        if (nameLength >= in.remaining()) {
            return null;
        }
        String name = in.readText(nameLength);
        int textLength = in.readByte();
        return textLength > in.remaining() ? null : new ShortEventDescriptor(language, name, in.readText(textLength));
    }

    @Override
    public int tag() {
        return TAG;
    }
}
