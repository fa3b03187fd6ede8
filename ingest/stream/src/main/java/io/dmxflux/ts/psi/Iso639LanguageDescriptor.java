// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says in which languages a stream is, and for whom (ISO/IEC 13818-1 2.6.18).
 *
 * @param entries one each language
 */
public record Iso639LanguageDescriptor(List<Language> entries) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x0A;

    private static final int ENTRY_LENGTH = 4;

    /** A descriptor of some languages. */
    public Iso639LanguageDescriptor {
        entries = List.copyOf(entries);
    }

    /**
     * One language.
     *
     * @param language {@code ISO_639_language_code}, three letters
     * @param audioType {@code audio_type}: 0 undefined, 1 clean effects, 2 for the hearing impaired, 3 commentary for the
     *     visually impaired
     */
    public record Language(String language, int audioType) {}

    static @Nullable Iso639LanguageDescriptor parse(byte[] payload) {
        if (payload.length % ENTRY_LENGTH != 0) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        List<Language> entries = new ArrayList<>();
        while (in.remaining() > 0) {
            entries.add(new Language(in.readLanguage(), in.readByte()));
        }
        return new Iso639LanguageDescriptor(entries);
    }

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public List<String> languages() {
        return entries.stream().map(Language::language).toList();
    }
}
