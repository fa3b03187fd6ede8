// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says what one stream of a service is, in an EIT of one event (EN 300 468 6.2.8).
 *
 * @param streamContent {@code stream_content} behind {@code stream_content_ext}: 1 MPEG-2 video, 2 MPEG audio, 3 subtitles,
 *     4 AC-3, 5 H.264, 6 HE-AAC; the extension counts 16 and stands as 0 where it is 15, which means none
 * @param componentType {@code component_type}, by the kind: the aspect ratio of video, the channels of audio
 * @param componentTag {@code component_tag}, which a stream identifier in the PMT has as well
 * @param language {@code ISO_639_language_code}, three letters
 * @param text {@code text}, a description in that language
 */
public record ComponentDescriptor(int streamContent, int componentType, int componentTag, String language, String text)
        implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x50;

    private static final int LEAST_LENGTH = 6;
    private static final int NO_EXTENSION = 0x0F;

    static @Nullable ComponentDescriptor parse(byte[] payload) {
        if (payload.length < LEAST_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        int content = in.readByte();
        return new ComponentDescriptor(
                content >>> 4 == NO_EXTENSION ? content & 0x0F : content,
                in.readByte(),
                in.readByte(),
                in.readLanguage(),
                in.readText(in.remaining()));
    }

    @Override
    public int tag() {
        return TAG;
    }
}
