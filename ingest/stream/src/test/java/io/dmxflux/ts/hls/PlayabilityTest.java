// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.split.Multiplexer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayabilityTest {

    private static List<ElementaryStream> streams(String types) {
        return Arrays.stream(types.split(" "))
                .map(type -> Multiplexer.stream(Integer.parseInt(type, 16), 0x100))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "1B 0F, ",
        "0F, ",
        "1B, ",
        "24 0F, HEVC plays in Safari only",
        "02 03, browsers do not play MPEG-2 video",
        "1B 03, browsers do not play MPEG audio of layer II",
        "1B 03 0F, browsers do not play MPEG audio of layer II",
        "1B 81, AC-3 sound plays in Safari only",
        "1B 11, browsers do not play AAC in LATM sound",
        "05, it has neither pictures nor sound"
    })
    void theFirstPictureAndTheFirstSoundCount(String types, String reason) {
        Playability judged = Playability.of(streams(types), false);

        assertThat(judged.plays()).isEqualTo(reason == null);
        assertThat(judged.reason().orElse(null)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"MP3, true", "MP2, false", "MPEG audio, false"})
    void mpegAudioPlaysByItsLayer(String codec, boolean plays) {
        List<Playability.Stream> streams = List.of(new Playability.Stream(0x04, StreamCoding.MPEG_AUDIO, codec));

        assertThat(Playability.ofStreams(streams, false).plays()).isEqualTo(plays);
    }

    @Test
    void whatIsScrambledPlaysNowhere() {
        assertThat(Playability.of(streams("1B 0F"), true).reason()).contains("it is scrambled");
    }
}
