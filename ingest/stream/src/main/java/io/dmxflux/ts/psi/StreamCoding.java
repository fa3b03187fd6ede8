// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/**
 * The coding of an elementary stream, by its usual name.
 *
 * <p>Decided by {@code stream_type} where that says it, and by descriptors where it says only that the stream is private:
 * DVB sends subtitles, teletext and all of Dolby's and DTS's audio as private PES packets (0x06).
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 table 2-34; ETSI EN 300 468 6.1 and Annexes D, G, H; ETSI TS 101 154; ANSI/SCTE 57 and
 * 35; for types from 0x80 on the customs of ATSC, HDMV (if registered so) and HLS.
 */
public enum StreamCoding {
    /** ISO/IEC 11172-2. */
    MPEG_1_VIDEO("MPEG-1 video", StreamKind.VIDEO),
    /** ISO/IEC 13818-2. */
    MPEG_2_VIDEO("MPEG-2 video", StreamKind.VIDEO),
    /** ISO/IEC 14496-2. */
    MPEG_4_VIDEO("MPEG-4 Visual", StreamKind.VIDEO),
    /** Rec. ITU-T H.264. */
    H_264("H.264", StreamKind.VIDEO),
    /** Rec. ITU-T H.265. */
    HEVC("HEVC", StreamKind.VIDEO),
    /** Rec. ITU-T H.266. */
    VVC("VVC", StreamKind.VIDEO),
    /** ISO/IEC 23094-1. */
    EVC("EVC", StreamKind.VIDEO),
    /** Of the Alliance for Open Media. */
    AV1("AV1", StreamKind.VIDEO),
    /** GB/T 20090.2 and its successors. */
    AVS("AVS", StreamKind.VIDEO),
    /** SMPTE ST 421. */
    VC_1("VC-1", StreamKind.VIDEO),
    /** SMPTE ST 2042. */
    DIRAC("Dirac", StreamKind.VIDEO),
    /** Rec. ITU-T T.800. */
    JPEG_2000("JPEG 2000", StreamKind.VIDEO),
    /** ISO/IEC 21122. */
    JPEG_XS("JPEG XS", StreamKind.VIDEO),
    /** What belongs to another stream of video: a layer, a view, a subset, depth. */
    VIDEO_LAYER("video layer", StreamKind.VIDEO),

    /** Layers I to III of ISO/IEC 11172-3 and 13818-3. */
    MPEG_AUDIO("MPEG audio", StreamKind.AUDIO),
    /** ISO/IEC 14496-3, in ADTS or LOAS. */
    AAC("AAC", StreamKind.AUDIO),
    /** ISO/IEC 14496-3 without a syntax for transport. */
    MPEG_4_AUDIO("MPEG-4 audio", StreamKind.AUDIO),
    /** ISO/IEC 23008-3. */
    MPEG_H("MPEG-H 3D Audio", StreamKind.AUDIO),
    /** ETSI TS 102 366. */
    AC_3("AC-3", StreamKind.AUDIO),
    /** ETSI TS 102 366 Annex E. */
    E_AC_3("E-AC-3", StreamKind.AUDIO),
    /** ETSI TS 103 190. */
    AC_4("AC-4", StreamKind.AUDIO),
    /** Meridian Lossless Packing. */
    TRUE_HD("TrueHD", StreamKind.AUDIO),
    /** ETSI TS 102 114. */
    DTS("DTS", StreamKind.AUDIO),
    /** ETSI TS 102 114, with extensions. */
    DTS_HD("DTS-HD", StreamKind.AUDIO),
    /** ETSI TS 103 491. */
    DTS_UHD("DTS-UHD", StreamKind.AUDIO),
    /** RFC 6716. */
    OPUS("Opus", StreamKind.AUDIO),
    /** SMPTE ST 302, or the PCM of HDMV. */
    PCM("PCM", StreamKind.AUDIO),

    /** ETSI EN 300 743. */
    DVB_SUBTITLES("DVB subtitles", StreamKind.SUBTITLES),
    /** ETSI EN 303 560. */
    TTML("TTML subtitles", StreamKind.SUBTITLES),
    /** ANSI/SCTE 27. */
    SCTE_27("SCTE 27 subtitles", StreamKind.SUBTITLES),
    /** Graphics and texts of HDMV. */
    HDMV_SUBTITLES("HDMV subtitles", StreamKind.SUBTITLES),
    /** ETSI EN 300 472. */
    TELETEXT("teletext", StreamKind.TELETEXT),
    /** ETSI EN 301 775. */
    VBI_TELETEXT("VBI teletext", StreamKind.TELETEXT),

    /** ANSI/SCTE 35. */
    SCTE_35("SCTE 35", StreamKind.SPLICE_INFORMATION),
    /** ISO/IEC 13818-6, carousels for the most part. */
    DSM_CC("DSM-CC", StreamKind.DATA_CAROUSEL),
    /** Applications of HbbTV (ETSI TS 102 796), by their table. */
    HBBTV("HbbTV", StreamKind.DATA),
    /** Applications of other platforms (ETSI TS 102 809). */
    APPLICATIONS("application signalling", StreamKind.DATA),
    /** Metadata in PES packets or sections. */
    METADATA("metadata", StreamKind.DATA),
    /** SMPTE ST 336. */
    KLV("KLV metadata", StreamKind.DATA),
    /** Of HLS. */
    ID3("ID3 metadata", StreamKind.DATA),
    /** Private sections. */
    PRIVATE_SECTIONS("private sections", StreamKind.DATA),
    /** Private PES packets. */
    PRIVATE_DATA("private data", StreamKind.DATA),
    /** Anything else. */
    UNKNOWN("data", StreamKind.DATA);

    private static final int PRIVATE_SECTIONS_TYPE = 0x05;
    private static final int PRIVATE_PES_TYPE = 0x06;
    private static final int FIRST_USER_PRIVATE = 0x80;

    private static final int VBI_TELETEXT_TAG = 0x46;
    private static final int DTS_TAG = 0x7B;

    private final String title;
    private final StreamKind kind;

    StreamCoding(String title, StreamKind kind) {
        this.title = title;
        this.kind = kind;
    }

    /**
     * Names the coding as people do.
     *
     * @return such as "H.264" or "DVB subtitles"
     */
    public String title() {
        return title;
    }

    /**
     * Returns what streams of this coding are for.
     *
     * @return their kind
     */
    public StreamKind kind() {
        return kind;
    }

    /**
     * Decides on a stream.
     *
     * @param streamType {@code stream_type}
     * @param descriptors its descriptors in the PMT
     * @return its coding
     */
    public static StreamCoding of(int streamType, Descriptors descriptors) {
        if (streamType == PRIVATE_SECTIONS_TYPE) {
            return ofSections(descriptors);
        }
        if (streamType == PRIVATE_PES_TYPE) {
            StreamCoding coding = ofDescriptors(descriptors);
            return coding == UNKNOWN ? PRIVATE_DATA : coding;
        }
        return streamType < FIRST_USER_PRIVATE
                ? ofStandardType(streamType, descriptors)
                : ofUserPrivate(streamType, descriptors);
    }

    private static StreamCoding ofStandardType(int streamType, Descriptors descriptors) {
        return switch (streamType) {
            case 0x01 -> MPEG_1_VIDEO;
            case 0x02 -> MPEG_2_VIDEO;
            case 0x10 -> MPEG_4_VIDEO;
            case 0x1B -> H_264;
            case 0x21 -> JPEG_2000;
            case 0x24 -> HEVC;
            case 0x32 -> JPEG_XS;
            case 0x33 -> VVC;
            case 0x35 -> EVC;
            case 0x42 -> AVS;
            case 0x1E, 0x1F, 0x20, 0x22, 0x23, 0x25, 0x26, 0x28, 0x29, 0x2A, 0x2B, 0x31, 0x34 -> VIDEO_LAYER;
            case 0x03, 0x04 -> MPEG_AUDIO;
            case 0x0F, 0x11 -> AAC;
            case 0x1C -> MPEG_4_AUDIO;
            case 0x2D, 0x2E -> MPEG_H;
            case 0x08, 0x0A, 0x0B, 0x0C, 0x0D, 0x14 -> DSM_CC;
            case 0x15, 0x16, 0x17, 0x18, 0x19 -> format(descriptors).equals("ID3 ") ? ID3 : METADATA;
            default -> UNKNOWN;
        };
    }

    private static StreamCoding ofSections(Descriptors descriptors) {
        if (!descriptors.hasTag(ApplicationSignallingDescriptor.TAG)) {
            return PRIVATE_SECTIONS;
        }
        boolean isHbbTv = descriptors
                .find(ApplicationSignallingDescriptor.class)
                .map(ApplicationSignallingDescriptor::applicationTypes)
                .filter(types -> types.contains(ApplicationSignallingDescriptor.HBBTV))
                .isPresent();
        return isHbbTv ? HBBTV : APPLICATIONS;
    }

    private static StreamCoding ofUserPrivate(int streamType, Descriptors descriptors) {
        if (format(descriptors).equals("HDMV")) {
            return ofHdmv(streamType);
        }
        return switch (streamType) {
            case 0x80 -> MPEG_2_VIDEO;
            case 0xD1 -> DIRAC;
            case 0xD2, 0xD4 -> AVS;
            case 0xDB -> H_264;
            case 0xEA -> VC_1;
            case 0x81, 0xC1 -> AC_3;
            case 0x83 -> TRUE_HD;
            case 0x84, 0x87, 0xC2 -> E_AC_3;
            case 0x85, 0x8A -> DTS;
            case 0x88 -> DTS_HD;
            case 0xCF -> AAC;
            case 0x82 -> SCTE_27;
            case 0x90, 0x92 -> HDMV_SUBTITLES;
            case 0x86 -> SCTE_35;
            default -> ofDescriptors(descriptors);
        };
    }

    private static StreamCoding ofHdmv(int streamType) {
        return switch (streamType) {
            case 0x80 -> PCM;
            case 0x81 -> AC_3;
            case 0x82 -> DTS;
            case 0x83 -> TRUE_HD;
            case 0x84, 0xA1 -> E_AC_3;
            case 0x85, 0x86, 0xA2 -> DTS_HD;
            case 0x90, 0x92 -> HDMV_SUBTITLES;
            case 0xEA -> VC_1;
            default -> UNKNOWN;
        };
    }

    private static StreamCoding ofDescriptors(Descriptors descriptors) {
        if (descriptors.hasTag(SubtitlingDescriptor.TAG)) {
            return DVB_SUBTITLES;
        }
        if (descriptors.hasTag(TeletextDescriptor.TAG)) {
            return TELETEXT;
        }
        if (descriptors.hasTag(VBI_TELETEXT_TAG)) {
            return VBI_TELETEXT;
        }
        if (descriptors.hasTag(Ac3Descriptor.TAG)) {
            return AC_3;
        }
        if (descriptors.hasTag(EnhancedAc3Descriptor.TAG)) {
            return E_AC_3;
        }
        if (descriptors.hasTag(DTS_TAG)) {
            return DTS;
        }
        if (descriptors.hasTag(AacDescriptor.TAG)) {
            return AAC;
        }
        StreamCoding extended = ofExtensions(descriptors);
        return extended == UNKNOWN ? ofFormat(format(descriptors)) : extended;
    }

    /** Looks at the first extension descriptor that decides: AC-4, DTS-HD, DTS-UHD or TTML. */
    private static StreamCoding ofExtensions(Descriptors descriptors) {
        return descriptors.stream()
                .filter(descriptor -> descriptor.tag() == Descriptor.EXTENSION_TAG)
                .map(StreamCoding::ofExtension)
                .filter(coding -> coding != UNKNOWN)
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static StreamCoding ofExtension(Descriptor descriptor) {
        byte[] payload = descriptor instanceof UnknownDescriptor unknown ? unknown.payload() : new byte[0];
        int extension = payload.length == 0 ? 0 : payload[0];
        return switch (extension) {
            case 0x0E -> DTS_HD;
            case 0x15 -> AC_4;
            case 0x20 -> TTML;
            case 0x21 -> DTS_UHD;
            default -> UNKNOWN;
        };
    }

    private static StreamCoding ofFormat(String format) {
        return switch (format) {
            case "HEVC" -> HEVC;
            case "VVC " -> VVC;
            case "AV01" -> AV1;
            case "VC-1" -> VC_1;
            case "drac" -> DIRAC;
            case "AVSV" -> AVS;
            case "AC-3" -> AC_3;
            case "EAC3" -> E_AC_3;
            case "AC-4" -> AC_4;
            case "DTS1", "DTS2", "DTS3" -> DTS;
            case "BSSD" -> PCM;
            case "Opus" -> OPUS;
            case "mlpa" -> TRUE_HD;
            case "CUEI" -> SCTE_35;
            case "KLVA" -> KLV;
            case "ID3 " -> ID3;
            default -> UNKNOWN;
        };
    }

    private static String format(Descriptors descriptors) {
        return descriptors
                .find(RegistrationDescriptor.class)
                .map(RegistrationDescriptor::format)
                .orElse("");
    }
}
