// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which teletext pages a stream carries (EN 300 468 6.2.43).
 *
 * @param pages entry pages, in the order sent
 */
public record TeletextDescriptor(List<Page> pages) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x56;

    private static final int ENTRY_LENGTH = 5;
    private static final int TYPE_SHIFT = 3;
    private static final int MAGAZINE_MASK = 0x07;

    /** A descriptor of some pages. */
    public TeletextDescriptor {
        pages = List.copyOf(pages);
    }

    /**
     * One entry page.
     *
     * @param language {@code ISO_639_language_code}, three letters
     * @param teletextType {@code teletext_type}: 1 initial page, 2 subtitles, 3 additional information, 4 programme
     *     schedule, 5 subtitles for the hearing impaired
     * @param magazineNumber {@code teletext_magazine_number}, 0 to 7, where 0 is magazine 8
     * @param pageNumber {@code teletext_page_number}, two hexadecimal digits
     */
    public record Page(String language, int teletextType, int magazineNumber, int pageNumber) {}

    static @Nullable TeletextDescriptor parse(byte[] payload) {
        if (payload.length % ENTRY_LENGTH != 0) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        List<Page> pages = new ArrayList<>();
        while (in.remaining() > 0) {
            String language = in.readLanguage();
            int typeAndMagazine = in.readByte();
            pages.add(
                    new Page(language, typeAndMagazine >>> TYPE_SHIFT, typeAndMagazine & MAGAZINE_MASK, in.readByte()));
        }
        return new TeletextDescriptor(pages);
    }

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public List<String> languages() {
        return pages.stream().map(Page::language).toList();
    }
}
