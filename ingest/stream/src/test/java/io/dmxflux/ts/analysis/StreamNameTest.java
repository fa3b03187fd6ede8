// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.es.AudioFormat;
import io.dmxflux.ts.es.StreamFormat;
import io.dmxflux.ts.es.VideoFormat;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamNameTest {

    private static final String DEU = "646575";
    private static final String ITA = "697461";

    private static String name(String type, String descriptors, @Nullable StreamFormat format) {
        String loop = descriptors.replace("DEU", DEU).replace("ITA", ITA);
        return StreamName.of(
                new ElementaryStream(Integer.parseInt(type, 16), 256, Descriptors.of(CraftedSection.hex(loop))),
                format);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    01 |                                        | MPEG-1 video
                    02 |                                        | MPEG-2 video
                    1B |                                        | H.264
                    1B | 28 04 64 00 28 3F                      | H.264 High
                    1B | 28 04 4D 40 28 3F                      | H.264 Main
                    1B | 28 01 64                               | H.264
                    24 | 38 0D 02 20000000 000000000000 7B 00   | HEVC Main 10
                    24 | 38 01 42                               | HEVC
                    33 |                                        | VVC
                    03 | 0A 04 DEU 00                           | MPEG audio (deu)
                    03 | 0A 04 DEU 03                           | MPEG audio (deu, audio description)
                    03 | 0A 04 DEU 02                           | MPEG audio (deu, hard of hearing)
                    03 | 0A 04 DEU 01                           | MPEG audio (deu, clean effects)
                    03 | 0A 08 DEU 00 ITA 00                    | MPEG audio (deu, ita)
                    03 | 0A 04 DEU 00 7F 05 06 06 646575        | MPEG audio (deu, audio description)
                    03 | 7F 02 06 8A                            | MPEG audio (hard of hearing)
                    0F |                                        | AAC
                    11 | 7C 02 58 00                            | HE-AAC
                    11 | 1C 01 51                               | AAC-LC
                    11 | 7C 01 60                               | HE-AAC v2
                    06 | 6A 01 00 0A 04 DEU 00                  | AC-3 (deu)
                    06 | 6A 02 80 44                            | AC-3 multichannel
                    06 | 6A 02 80 42                            | AC-3 2.0
                    06 | 7A 02 80 C4                            | E-AC-3 multichannel
                    06 | 7A 02 80 10                            | E-AC-3 mono (audio description)
                    06 | 6A 02 80 58                            | AC-3 mono (hard of hearing)
                    81 |                                        | AC-3
                    87 |                                        | E-AC-3
                    06 | 7B 01 00                               | DTS
                    06 | 7F 02 15 00                            | AC-4
                    06 | 59 08 DEU 10 0001 0001                 | DVB subtitles (deu)
                    06 | 59 10 DEU 10 0001 0001 DEU 20 0002 0002 | DVB subtitles (deu, deu hard of hearing)
                    06 | 59 00                                  | DVB subtitles
                    06 | 56 05 ITA 17 77                        | teletext (ita, page 777 subtitles)
                    06 | 56 0A ITA 09 00 ITA 17 77              | teletext (ita, page 100, page 777 subtitles)
                    06 | 56 0A ITA 28 01 DEU 20 00              | teletext (ita, page 801 subtitles hard of hearing, deu, page 800 schedule)
                    06 | 56 00                                  | teletext
                    06 | 7F 01 20                               | TTML subtitles
                    86 | 05 04 43554549                         | SCTE 35
                    05 | 6F 03 8010 E1                          | HbbTV
                    05 | 6F 06 8001 E1 8010 E1                  | HbbTV
                    05 | 6F 03 8001 E1                          | application signalling
                    05 | 6F 00                                  | application signalling
                    05 |                                        | private sections
                    05 | 66 02 000A                             | software update (SSU)
                    0B | 66 02 0007                             | object carousel
                    0B | 66 03 0123 00                          | HbbTV object carousel
                    0B | 66 02 F000                             | DSM-CC
                    0B |                                        | DSM-CC
                    06 | 05 04 4B4C5641                         | KLV metadata
                    15 | 05 04 49443320                         | ID3 metadata
                    06 | 05 04 58595A22                         | private data XYZ'
                    06 | 05 04 1B5B324A                         | private data
                    06 |                                        | private data
                    C0 |                                        | data
                    """)
    void whatTheTablesSay(String type, @Nullable String descriptors, String name) {
        assertThat(name(type, descriptors == null ? "" : descriptors, null)).isEqualTo(name);
    }

    @Test
    void theHeaderKnowsBetterAndTheLanguageIsTheTables() {
        VideoFormat video = new VideoFormat("H.264", "High", 1920, 1080, 25.0, true, null);
        assertThat(name("1B", "28 04 4D 40 28 3F", video)).isEqualTo("H.264 High 1920x1080 50i");
        AudioFormat audio = new AudioFormat("AAC-LC", 48_000, "5.1", null);
        assertThat(name("04", "0A 04 DEU 03", audio)).isEqualTo("AAC-LC 5.1 (deu, audio description)");
    }

    /** ADTS cannot say so itself. */
    @Test
    void aDescriptorTellsThatTheRateIsDoubled() {
        AudioFormat core = new AudioFormat("AAC-LC or HE-AAC", 24_000, "2.0", null);
        assertThat(name("0F", "", core)).isEqualTo("AAC-LC or HE-AAC");
        assertThat(name("0F", "7C 01 58", core)).isEqualTo("HE-AAC");
        assertThat(name("0F", "1C 01 51", core)).isEqualTo("AAC-LC");
    }

    @ParameterizedTest
    @CsvSource({
        "MPEG-2 video, Main, 720, 576, 25, true, , MPEG-2 video 720x576 25i",
        "MPEG-2 video, 4:2:2, 1920, 1080, 29.97, true, , MPEG-2 video 4:2:2 1920x1080 29.97i",
        "MPEG-1 video, , 352, 288, 25, false, , MPEG-1 video 352x288 25p",
        "H.264, High, 1920, 1080, 25, true, , H.264 High 1920x1080 50i",
        "H.264, High, 1920, 1080, 29.97, true, , H.264 High 1920x1080 59.94i",
        "H.264, Main, 1280, 720, 50, false, , H.264 Main 1280x720 50p",
        "H.264, , 1280, 720, , true, , H.264 1280x720 interlaced",
        "HEVC, Main 10, 3840, 2160, 50, false, HLG, HEVC Main 10 3840x2160 50p HLG",
        "HEVC, Main, 3840, 2160, 23.976, false, , HEVC Main 3840x2160 23.98p",
    })
    void picturesAreNamedWithSizeAndRate(
            String codec,
            @Nullable String profile,
            int width,
            int height,
            @Nullable Double rate,
            boolean interlaced,
            @Nullable String range,
            String name) {
        assertThat(new VideoFormat(codec, profile, width, height, rate, interlaced, range).name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "MP2, 2.0, 192000, MP2 192 kbit/s",
        "MP2, 1.0, 64000, MP2 64 kbit/s mono",
        "MP2, 1+1, 192000, MP2 192 kbit/s dual mono",
        "AAC-LC, 2.0, , AAC-LC",
        "HE-AAC, 5.1, , HE-AAC 5.1",
        "AAC-LC, , , AAC-LC",
        "AC-3, 5.1, 448000, AC-3 5.1",
        "AC-3, 2.0, 192000, AC-3 2.0",
        "E-AC-3, 5.1, , E-AC-3 5.1",
    })
    void soundIsNamedWithWhatPeopleChooseItBy(
            String codec, @Nullable String layout, @Nullable Integer bitrate, String name) {
        assertThat(new AudioFormat(codec, 48_000, layout, bitrate).name()).isEqualTo(name);
    }
}
