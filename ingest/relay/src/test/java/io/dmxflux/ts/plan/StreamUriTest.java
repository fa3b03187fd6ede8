// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamUriTest {

    private final StreamUri uri = StreamUri.parse("dvb:0?pids=1", Set.of("dvb"));

    @ParameterizedTest
    @CsvSource({"256,256", "0256,256", "08,8", "0x100,256", "0X1fff,8191"})
    void aNumberIsDecimalUnlessItStartsWith0x(String written, long meant) {
        assertThat(uri.number("pid", written, 0, 8191)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#10", "0x", "0x-1", "1e3", "38M", "-1", "8192", "99999999999999999999"})
    void whatIsNoNumberWithinBoundsIsTold(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> uri.number("pid", written, 0, 8191))
                .withMessage("dvb:0?pids=1: pid: " + written + " (expected: a number from 0 to 8191)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in.ts",
                "/rec/in.ts",
                "rec/12:30.ts",
                "./12:30.ts",
                "../in",
                "./in",
                ".ts",
                "rec/a?b",
                "Česká 1.ts"
            })
    void whatHasNoSchemeAndIsMoreThanAWordIsAFile(String path) {
        StreamUri file = StreamUri.parse(path, InputUri.SCHEMES);
        assertThat(file.scheme()).isEqualTo("file");
        assertThat(file.place()).isEqualTo(path.replaceFirst("\\?.*", ""));
        assertThat(file.text()).isEqualTo(path);
    }

    @Test
    void aPathHasOptionsToo() {
        assertThat(StreamUri.parse("out.ts?rotate=1h,1GB&append", Set.of("file"))
                        .options())
                .containsExactly(Map.entry("rotate", "1h,1GB"), Map.entry("append", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputUri.parse("in.ts?fats"))
                .withMessage("in.ts?fats: no option fats (expected: one of fast)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "sim",
                "dvd:0",
                "c:/in.ts",
                "239.1.1.1",
                "239.1.1.1:5004",
                "12:30.ts",
                "http://host/in.ts",
                "in?a/b",
                "?x.ts"
            })
    void aWordOrWhatLooksLikeASchemeIsNoFile(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamUri.parse(text, InputUri.SCHEMES))
                .withMessageStartingWith(
                        text + ": no such kind of stream (expected: one of dvb:, file:, rtp:, sim:, udp:");
    }

    /** Our own playlists write it, and VLC reads and shows it. */
    @ParameterizedTest
    @ValueSource(strings = {"udp://%s239.1.1.1:5004", "rtp://%s[ff15::3]:5004"})
    void anEmptySourceIsAny(String form) {
        assertThat(InputUri.parse(form.formatted("@"))).isEqualTo(InputUri.parse(form.formatted("")));
        assertThat(OutputUri.parse(form.formatted("@")).place())
                .isEqualTo(OutputUri.parse(form.formatted("")).place());
    }

    @Test
    void anEscapeThatIsNoneIsToldWithTheUri() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamUri.parse("udp://239.1.1.1:5?iface=%zz", Set.of("udp")))
                .withMessage("udp://239.1.1.1:5?iface=%zz: option iface: %zz (expected: %25 for a percent sign)");
    }
}
