// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which DVB subtitles a stream carries (EN 300 468 6.2.41).
 *
 * @param subtitles in the order sent
 */
public record SubtitlingDescriptor(List<Subtitles> subtitles) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x59;

    private static final int ENTRY_LENGTH = 8;

    /** A descriptor of some subtitles. */
    public SubtitlingDescriptor {
        subtitles = List.copyOf(subtitles);
    }

    /**
     * One kind of subtitles.
     *
     * @param language {@code ISO_639_language_code}, three letters
     * @param subtitlingType {@code subtitling_type}: 0x10 to 0x16 normal, 0x20 to 0x26 for the hard of hearing
     * @param compositionPageId {@code composition_page_id}
     * @param ancillaryPageId {@code ancillary_page_id}
     */
    public record Subtitles(String language, int subtitlingType, int compositionPageId, int ancillaryPageId) {}

    static @Nullable SubtitlingDescriptor parse(byte[] payload) {
        if (payload.length % ENTRY_LENGTH != 0) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        List<Subtitles> subtitles = new ArrayList<>();
        while (in.remaining() > 0) {
            subtitles.add(new Subtitles(in.readLanguage(), in.readByte(), in.readShort(), in.readShort()));
        }
        return new SubtitlingDescriptor(subtitles);
    }

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public List<String> languages() {
        return subtitles.stream().map(Subtitles::language).toList();
    }
}
