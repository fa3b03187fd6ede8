// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

/**
 * What values of fields stand for; the empty string where the standard has no name for them, or none that helps.
 *
 * <p><b>Source:</b> EN 300 468: tables 6 (running_status), 28 and 29 (content), 36 to 49 (delivery systems), 58 (linkage), 89
 * (service_type), 100 (teletext_type); ISO/IEC 13818-1 table 2-60 (audio_type).
 */
final class Meanings {

    private Meanings() {}

    static String serviceType(int value) {
        return switch (value) {
            case 0x01 -> "digital television";
            case 0x02 -> "digital radio sound";
            case 0x03 -> "teletext";
            case 0x04 -> "NVOD reference";
            case 0x05 -> "NVOD time-shifted";
            case 0x07 -> "FM radio";
            case 0x0A -> "advanced codec digital radio sound";
            case 0x0C -> "data broadcast";
            case 0x10 -> "DVB MHP";
            case 0x11 -> "MPEG-2 HD television";
            case 0x16 -> "H.264 SD television";
            case 0x19 -> "H.264 HD television";
            case 0x1F -> "HEVC television";
            case 0x20 -> "HEVC UHD television";
            default -> "";
        };
    }

    static String runningStatus(int value) {
        return switch (value) {
            case 1 -> "not running";
            case 2 -> "starts in a few seconds";
            case 3 -> "pausing";
            case 4 -> "running";
            case 5 -> "service off-air";
            default -> "";
        };
    }

    static String audioType(int value) {
        return switch (value) {
            case 1 -> "clean effects";
            case 2 -> "hearing impaired";
            case 3 -> "visual impaired commentary";
            default -> "";
        };
    }

    static String teletextType(int value) {
        return switch (value) {
            case 1 -> "initial page";
            case 2 -> "subtitles";
            case 3 -> "additional information";
            case 4 -> "programme schedule";
            case 5 -> "subtitles for the hearing impaired";
            default -> "";
        };
    }

    static String linkageType(int value) {
        return switch (value) {
            case 0x01 -> "information service";
            case 0x02 -> "EPG service";
            case 0x04 -> "transport stream with complete network and bouquet information";
            case 0x05 -> "service replacement service";
            case 0x06 -> "data broadcast service";
            case 0x09 -> "system software update service";
            default -> "";
        };
    }

    static String content(int value) {
        return switch (value >>> 4) {
            case 1 -> "movie, drama";
            case 2 -> "news, current affairs";
            case 3 -> "show, game show";
            case 4 -> "sports";
            case 5 -> "children's, youth programmes";
            case 6 -> "music, ballet, dance";
            case 7 -> "arts, culture";
            case 8 -> "social, political issues, economics";
            case 9 -> "education, science, factual topics";
            case 10 -> "leisure hobbies";
            default -> "";
        };
    }

    /** EN 300 468 table 84: minimum age less three. */
    static String age(int value) {
        return value >= 1 && value <= 0x0F ? "from " + (value + 3) : "";
    }

    static String polarization(int value) {
        return switch (value) {
            case 0 -> "horizontal";
            case 1 -> "vertical";
            case 2 -> "circular left";
            default -> "circular right";
        };
    }

    static String satelliteModulation(int value) {
        return switch (value) {
            case 1 -> "QPSK";
            case 2 -> "8PSK";
            case 3 -> "16-QAM";
            default -> "";
        };
    }

    static String cableModulation(int value) {
        return value >= 1 && value <= 5 ? (8 << value) + "-QAM" : "";
    }

    static String terrestrialModulation(int value) {
        return switch (value) {
            case 0 -> "QPSK";
            case 1 -> "16-QAM";
            case 2 -> "64-QAM";
            default -> "";
        };
    }

    static String terrestrialCode(int value) {
        return switch (value) {
            case 0 -> "1/2";
            case 1 -> "2/3";
            case 2 -> "3/4";
            case 3 -> "5/6";
            case 4 -> "7/8";
            default -> "";
        };
    }

    static String transmissionMode(int value) {
        return switch (value) {
            case 0 -> "2k";
            case 1 -> "8k";
            case 2 -> "4k";
            default -> "";
        };
    }

    static String innerCode(int value) {
        return switch (value) {
            case 1 -> "1/2";
            case 2 -> "2/3";
            case 3 -> "3/4";
            case 4 -> "5/6";
            case 5 -> "7/8";
            case 6 -> "8/9";
            case 7 -> "3/5";
            case 8 -> "4/5";
            case 9 -> "9/10";
            case 15 -> "none";
            default -> "";
        };
    }
}
