// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says for whom a stream of sound is (EN 300 468 6.4.11): an extension descriptor with {@code descriptor_tag_extension} 6.
 *
 * @param editorialClassification {@code editorial_classification}: 0 main audio, 1 description for the visually impaired, 2
 *     clean audio for the hearing impaired, 3 spoken subtitles
 */
public record SupplementaryAudioDescriptor(int editorialClassification) implements Descriptor {

    /** {@code descriptor_tag}, which it shares with all extensions. */
    public static final int TAG = EXTENSION_TAG;

    /** {@code descriptor_tag_extension}. */
    public static final int EXTENSION = 0x06;

    private static final int CLASSIFICATION_SHIFT = 2;
    private static final int CLASSIFICATION_MASK = 0x1F;

    static @Nullable SupplementaryAudioDescriptor parse(byte[] payload) {
        DescriptorReader in = new DescriptorReader(payload);
        return payload.length >= 2 && in.readByte() == EXTENSION
                ? new SupplementaryAudioDescriptor(in.readByte() >>> CLASSIFICATION_SHIFT & CLASSIFICATION_MASK)
                : null;
    }

    @Override
    public int tag() {
        return TAG;
    }
}
