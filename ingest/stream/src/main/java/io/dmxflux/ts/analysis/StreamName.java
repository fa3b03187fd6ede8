// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.ts.es.AudioFormat;
import io.dmxflux.ts.es.StreamFormat;
import io.dmxflux.ts.es.VideoProfile;
import io.dmxflux.ts.psi.AacDescriptor;
import io.dmxflux.ts.psi.Ac3Descriptor;
import io.dmxflux.ts.psi.AvcVideoDescriptor;
import io.dmxflux.ts.psi.DataBroadcastIdDescriptor;
import io.dmxflux.ts.psi.Descriptor;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.EnhancedAc3Descriptor;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.psi.HevcVideoDescriptor;
import io.dmxflux.ts.psi.Iso639LanguageDescriptor;
import io.dmxflux.ts.psi.Mpeg4AudioDescriptor;
import io.dmxflux.ts.psi.RegistrationDescriptor;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.StreamKind;
import io.dmxflux.ts.psi.SubtitlingDescriptor;
import io.dmxflux.ts.psi.SupplementaryAudioDescriptor;
import io.dmxflux.ts.psi.TeletextDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names elementary streams as people do.
 * <pre>
 *   MPEG-2 video 720x576 25i                    coding and format
 *   MP2 192 kbit/s (deu, audio description)     languages, and for whom it is
 *   DVB subtitles (deu, eng hard of hearing)
 *   teletext (ita, page 100, page 777 subtitles)
 * </pre>
 *
 * <p>The first header of a stream knows its coding and format best; descriptors stand in for it, and know the rest.
 */
public final class StreamName {

    private static final String HARD_OF_HEARING = "hard of hearing";
    private static final String AUDIO_DESCRIPTION = "audio description";

    private final ElementaryStream stream;
    private final Descriptors descriptors;
    private final StreamCoding coding;

    private StreamName(ElementaryStream stream) {
        this.stream = stream;
        this.descriptors = stream.descriptors();
        this.coding = stream.coding();
    }

    /**
     * Names a stream.
     *
     * @param stream what its PMT says
     * @param format what its first header says; {@code null} if that is not known
     * @return one line, harmless wherever it is shown
     */
    public static String of(ElementaryStream stream, @Nullable StreamFormat format) {
        return new StreamName(stream).text(format);
    }

    private String text(@Nullable StreamFormat format) {
        List<String> details = details();
        String name = format == null ? described() : better(format).name();
        return details.isEmpty() ? name : name + " (" + String.join(", ", details) + ")";
    }

    /** ADTS does not say whether a decoder will double the sample rate, but descriptors may. */
    private StreamFormat better(StreamFormat format) {
        return aacProfile()
                .filter(profile ->
                        format instanceof AudioFormat && format.codec().startsWith(AudioFormat.AAC_LC))
                .<StreamFormat>map(profile -> ((AudioFormat) format).withCodec(profile))
                .orElse(format);
    }

    /** Says what descriptors know of the coding. */
    private String described() {
        return switch (coding) {
            case H_264 ->
                with(descriptors
                        .find(AvcVideoDescriptor.class)
                        .map(avc -> VideoProfile.ofH264(avc.profileIdc(), avc.constraints())));
            case HEVC ->
                with(descriptors.find(HevcVideoDescriptor.class).map(hevc -> VideoProfile.ofHevc(hevc.profileIdc())));
            case AAC -> aacProfile().orElse(coding.title());
            case AC_3, E_AC_3 -> with(dolbyChannels());
            case DSM_CC, PRIVATE_SECTIONS ->
                descriptors
                        .find(DataBroadcastIdDescriptor.class)
                        .map(data -> broadcastData(data.dataBroadcastId()))
                        .orElseGet(() -> with(registered()));
            case PRIVATE_DATA, UNKNOWN -> with(registered());
            default -> coding.title();
        };
    }

    private String with(Optional<String> more) {
        return more.map(text -> coding.title() + " " + text).orElse(coding.title());
    }

    private Optional<String> aacProfile() {
        return descriptors
                .find(AacDescriptor.class)
                .map(AacDescriptor::profileAndLevel)
                .or(() -> descriptors.find(Mpeg4AudioDescriptor.class).map(Mpeg4AudioDescriptor::profileAndLevel))
                .map(profileAndLevel -> switch (profileAndLevel) {
                    case 0x50, 0x51, 0x52, 0x53 -> AudioFormat.AAC_LC;
                    case 0x58, 0x59, 0x5A, 0x5B -> AudioFormat.HE_AAC;
                    case 0x60, 0x61, 0x62, 0x63 -> AudioFormat.HE_AAC_V2;
                    default -> null;
                });
    }

    /** EN 300 468 table D.1, of which the lowest three bits are the number of channels. */
    private Optional<String> dolbyChannels() {
        OptionalInt type = componentType();
        return type.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(
                        switch (type.getAsInt() & 0x07) {
                            case 0 -> "mono";
                            case 1 -> "dual mono";
                            case 2, 3 -> AudioFormat.STEREO;
                            case 4, 5 -> "multichannel";
                            default -> null;
                        });
    }

    private OptionalInt componentType() {
        return descriptors
                .find(Ac3Descriptor.class)
                .map(Ac3Descriptor::componentType)
                .or(() -> descriptors.find(EnhancedAc3Descriptor.class).map(EnhancedAc3Descriptor::componentType))
                .orElse(OptionalInt.empty());
    }

    /** ETSI TS 101 162 has the list. */
    private String broadcastData(int dataBroadcastId) {
        return switch (dataBroadcastId) {
            case 0x0005 -> "multiprotocol encapsulation";
            case 0x0006 -> "data carousel";
            case 0x0007 -> "object carousel";
            case 0x000A -> "software update (SSU)";
            case 0x000B -> "IP/MAC notification";
            case 0x00F0 -> "MHP object carousel";
            case 0x0106 -> "MHEG-5 object carousel";
            case 0x0123 -> "HbbTV object carousel";
            default -> coding.title();
        };
    }

    private Optional<String> registered() {
        return descriptors
                .find(RegistrationDescriptor.class)
                .map(RegistrationDescriptor::format)
                .filter(format -> format.chars().allMatch(character -> character >= ' ' && character <= '~'))
                .map(HarmlessText::title)
                .filter(format -> !format.isEmpty());
    }

    private List<String> details() {
        if (coding == StreamCoding.DVB_SUBTITLES) {
            List<String> subtitles = subtitles();
            return subtitles.isEmpty() ? stream.languages() : subtitles;
        }
        if (coding == StreamCoding.TELETEXT) {
            List<String> pages = pages();
            return pages.isEmpty() ? stream.languages() : pages;
        }
        List<String> details = new ArrayList<>(stream.languages());
        if (coding.kind() == StreamKind.AUDIO) {
            details.addAll(audiences());
        }
        return details;
    }

    private List<String> subtitles() {
        return descriptors.stream()
                .filter(SubtitlingDescriptor.class::isInstance)
                .flatMap(descriptor -> ((SubtitlingDescriptor) descriptor).subtitles().stream())
                .map(subtitles ->
                        subtitles.language() + (subtitles.subtitlingType() >>> 4 == 2 ? " " + HARD_OF_HEARING : ""))
                .distinct()
                .toList();
    }

    /** One for each language, with its pages behind it. */
    private List<String> pages() {
        Map<String, Set<String>> pages = new LinkedHashMap<>();
        descriptors.stream()
                .filter(TeletextDescriptor.class::isInstance)
                .flatMap(descriptor -> ((TeletextDescriptor) descriptor).pages().stream())
                .forEach(page -> pages.computeIfAbsent(page.language(), language -> new LinkedHashSet<>())
                        .add(page(page)));
        return pages.entrySet().stream()
                .map(language -> language.getKey() + ", " + String.join(", ", language.getValue()))
                .toList();
    }

    private static String page(TeletextDescriptor.Page page) {
        int magazine = page.magazineNumber() == 0 ? 8 : page.magazineNumber();
        String use = switch (page.teletextType()) {
            case 2 -> " subtitles";
            case 3 -> " additional";
            case 4 -> " schedule";
            case 5 -> " subtitles " + HARD_OF_HEARING;
            default -> "";
        };
        return String.format("page %d%02X%s", magazine, page.pageNumber(), use);
    }

    /** Says for whom sound is, if it is not for all, as any of three descriptors may. */
    private Set<String> audiences() {
        return descriptors.stream()
                .flatMap(descriptor -> audience(descriptor).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<String> audience(Descriptor descriptor) {
        if (descriptor instanceof Iso639LanguageDescriptor languages) {
            return languages.entries().stream()
                    .map(Iso639LanguageDescriptor.Language::audioType)
                    .filter(type -> type > 0 && type <= 3)
                    .findFirst()
                    .map(type -> switch (type) {
                        case 1 -> "clean effects";
                        case 2 -> HARD_OF_HEARING;
                        default -> AUDIO_DESCRIPTION;
                    });
        }
        if (descriptor instanceof SupplementaryAudioDescriptor supplementary) {
            return Optional.ofNullable(
                    switch (supplementary.editorialClassification()) {
                        case 1 -> AUDIO_DESCRIPTION;
                        case 2 -> HARD_OF_HEARING;
                        case 3 -> "spoken subtitles";
                        default -> null;
                    });
        }
        return descriptor instanceof Ac3Descriptor ac3
                ? dolbyService(ac3.componentType())
                : Optional.of(descriptor)
                        .filter(EnhancedAc3Descriptor.class::isInstance)
                        .flatMap(enhanced -> dolbyService(((EnhancedAc3Descriptor) enhanced).componentType()));
    }

    /** EN 300 468 table D.1, bits 5 to 3: the type of service. */
    private static Optional<String> dolbyService(OptionalInt componentType) {
        return Optional.ofNullable(
                switch (componentType.orElse(0) >>> 3 & 0x07) {
                    case 2 -> AUDIO_DESCRIPTION;
                    case 3 -> HARD_OF_HEARING;
                    default -> null;
                });
    }
}
