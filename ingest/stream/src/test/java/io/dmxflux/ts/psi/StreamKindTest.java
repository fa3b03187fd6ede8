// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.CraftedSection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamKindTest {

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "01, '', VIDEO, MPEG-1",
        "02, '', VIDEO, MPEG-2",
        "10, '', VIDEO, MPEG-4 Visual",
        "1B, '', VIDEO, H.264",
        "24, '', VIDEO, HEVC",
        "33, '', VIDEO, VVC",
        "EA, '', VIDEO, VC-1",
        "03, '', AUDIO, MPEG-1",
        "04, '', AUDIO, MPEG-2",
        "0F, '', AUDIO, AAC ADTS",
        "11, '', AUDIO, AAC LATM",
        "81, '', AUDIO, AC-3 of ATSC",
        "87, '', AUDIO, E-AC-3 of ATSC",
        "06, 6A 01 00, AUDIO, AC-3",
        "06, 7A 01 00, AUDIO, E-AC-3",
        "06, 6A 00, AUDIO, AC-3 without its flags",
        "06, 7B 01 00, AUDIO, DTS",
        "06, 7C 01 00, AUDIO, AAC",
        "06, 7F 02 15 00, AUDIO, AC-4",
        "06, 7F 01 0E, AUDIO, DTS-HD",
        "06, 7F 01 20, SUBTITLES, TTML",
        "06, 7F 01 06 7F 01 20, SUBTITLES, the second extension decides",
        "06, 7F 00, DATA, extension of nothing",
        "06, 05 04 4F707573, AUDIO, Opus",
        "06, 05 04 48455643, VIDEO, HEVC by registration",
        "06, 05 04 4B4C5641, DATA, KLV",
        "06, 56 00, TELETEXT, teletext",
        "06, 46 00, TELETEXT, VBI teletext",
        "06, 59 00, SUBTITLES, DVB subtitles",
        "06, '', DATA, private packets",
        "05, '', DATA, private sections",
        "05, 6F 00, DATA, application signalling",
        "0B, '', DATA_CAROUSEL, object carousel",
        "0D, '', DATA_CAROUSEL, DSM-CC sections",
        "86, '', SPLICE_INFORMATION, SCTE 35",
        "86, 05 04 43554549, SPLICE_INFORMATION, SCTE 35 registered",
        "86, 05 04 48444D56, AUDIO, DTS-HD of HDMV",
        "80, 05 04 48444D56, AUDIO, LPCM of HDMV",
        "90, 05 04 48444D56, SUBTITLES, graphics of HDMV",
        "C0, 05 04 43554549, SPLICE_INFORMATION, SCTE 35 in another type",
        "C0, '', DATA, user private",
        "00, '', DATA, reserved",
        "15, '', DATA, metadata in packets",
    })
    void kindFollowsFromTypeAndDescriptors(String type, String descriptors, StreamKind kind, String what) {
        assertThat(StreamKind.of(Integer.parseInt(type, 16), Descriptors.of(CraftedSection.hex(descriptors))))
                .as(what)
                .isEqualTo(kind);
    }
}
