// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.Set;

/**
 * The kind of an elementary stream.
 *
 * <p>Decided by {@code stream_type} where that says it, and by descriptors where it says only that the stream is private:
 * DVB sends subtitles, teletext and all of Dolby's and DTS's audio as private PES packets (0x06).
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 table 2-34; ETSI EN 300 468 6.1 and Annexes D, G, H; ETSI TS 101 154; ANSI/SCTE 57 and
 * 35; for types from 0x80 on the customs of ATSC, HDMV (if registered so) and HLS.
 */
public enum StreamKind {
    /** Moving pictures. */
    VIDEO,
    /** Sound. */
    AUDIO,
    /** Subtitles, as DVB bitmaps or in another coding of their own. */
    SUBTITLES,
    /** Teletext, with or without subtitle pages. */
    TELETEXT,
    /** Splice information (SCTE 35). */
    SPLICE_INFORMATION,
    /** Data and object carousels and other DSM-CC. */
    DATA_CAROUSEL,
    /** Anything else: private sections and packets, metadata, timelines. */
    DATA;

    private static final int PRIVATE_PES = 0x06;
    private static final int FIRST_USER_PRIVATE = 0x80;

    private static final int VBI_TELETEXT = 0x46;
    private static final int DTS = 0x7B;
    private static final int AAC = 0x7C;
    private static final int EXTENSION = 0x7F;

    private static final Set<String> VIDEO_FORMATS = Set.of("HEVC", "VVC ", "AV01", "VC-1", "drac", "AVSV");
    private static final Set<String> AUDIO_FORMATS =
            Set.of("AC-3", "EAC3", "AC-4", "DTS1", "DTS2", "DTS3", "BSSD", "Opus", "mlpa");

    /**
     * Decides on a stream.
     *
     * @param streamType {@code stream_type}
     * @param descriptors its descriptors in the PMT
     * @return what it is for
     */
    public static StreamKind of(int streamType, Descriptors descriptors) {
        if (streamType == PRIVATE_PES) {
            return ofDescriptors(descriptors);
        }
        return streamType < FIRST_USER_PRIVATE ? ofStandardType(streamType) : ofUserPrivate(streamType, descriptors);
    }

    private static StreamKind ofStandardType(int streamType) {
        return switch (streamType) {
            case 0x01, 0x02, 0x10, 0x1B, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25 -> VIDEO;
            case 0x26, 0x28, 0x29, 0x2A, 0x2B, 0x31, 0x32, 0x33, 0x34, 0x35, 0x42 -> VIDEO;
            case 0x03, 0x04, 0x0F, 0x11, 0x1C, 0x2D, 0x2E -> AUDIO;
            case 0x08, 0x0A, 0x0B, 0x0C, 0x0D, 0x14 -> DATA_CAROUSEL;
            default -> DATA;
        };
    }

    private static StreamKind ofUserPrivate(int streamType, Descriptors descriptors) {
        if (format(descriptors).equals("HDMV")) {
            return ofHdmv(streamType);
        }
        return switch (streamType) {
            case 0x80, 0xD1, 0xD2, 0xD4, 0xDB, 0xEA -> VIDEO;
            case 0x81, 0x83, 0x84, 0x85, 0x87, 0x88, 0x8A, 0xC1, 0xC2, 0xCF -> AUDIO;
            case 0x82, 0x90, 0x92 -> SUBTITLES;
            case 0x86 -> SPLICE_INFORMATION;
            default -> ofDescriptors(descriptors);
        };
    }

    private static StreamKind ofHdmv(int streamType) {
        return switch (streamType) {
            case 0x90, 0x92 -> SUBTITLES;
            case 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0xA1, 0xA2 -> AUDIO;
            case 0xEA -> VIDEO;
            default -> DATA;
        };
    }

    private static StreamKind ofDescriptors(Descriptors descriptors) {
        if (descriptors.hasTag(SubtitlingDescriptor.TAG)) {
            return SUBTITLES;
        }
        if (descriptors.hasTag(TeletextDescriptor.TAG) || descriptors.hasTag(VBI_TELETEXT)) {
            return TELETEXT;
        }
        if (descriptors.hasTag(Ac3Descriptor.TAG)
                || descriptors.hasTag(EnhancedAc3Descriptor.TAG)
                || descriptors.hasTag(DTS)
                || descriptors.hasTag(AAC)) {
            return AUDIO;
        }
        StreamKind extended = ofExtension(descriptors);
        return extended == DATA ? ofFormat(format(descriptors)) : extended;
    }

    /** Looks at the first extension descriptor that decides: AC-4, DTS-HD, DTS-UHD or TTML. */
    private static StreamKind ofExtension(Descriptors descriptors) {
        return descriptors.stream()
                .filter(descriptor -> descriptor.tag() == EXTENSION)
                .map(StreamKind::ofExtension)
                .filter(kind -> kind != DATA)
                .findFirst()
                .orElse(DATA);
    }

    private static StreamKind ofExtension(Descriptor descriptor) {
        byte[] payload = descriptor instanceof UnknownDescriptor unknown ? unknown.payload() : new byte[0];
        int extension = payload.length == 0 ? 0 : payload[0];
        return switch (extension) {
            case 0x0E, 0x15, 0x21 -> AUDIO;
            case 0x20 -> SUBTITLES;
            default -> DATA;
        };
    }

    private static StreamKind ofFormat(String format) {
        if (VIDEO_FORMATS.contains(format)) {
            return VIDEO;
        }
        if (AUDIO_FORMATS.contains(format)) {
            return AUDIO;
        }
        return format.equals("CUEI") ? SPLICE_INFORMATION : DATA;
    }

    private static String format(Descriptors descriptors) {
        return descriptors
                .find(RegistrationDescriptor.class)
                .map(RegistrationDescriptor::format)
                .orElse("");
    }
}
