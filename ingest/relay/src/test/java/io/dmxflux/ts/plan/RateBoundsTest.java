// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateBoundsTest {

    @ParameterizedTest
    @CsvSource({"4M, 4000000", "2.5M, 2500000", "192k, 192000", "192K, 192000", "38000000, 38000000", "0.5M, 500000"})
    void aRateIsReadAsItIsWritten(String text, long bitsPerSecond) {
        assertThat(RateBounds.parse("minrate", text)).isEqualTo(bitsPerSecond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "M", "4 M", "4m", "4G", "-4M", "4Mbit/s", "1e6", "0.1", "99999999999", "four"})
    void whatIsNoneIsRefusedWithItsName(String text) {
        assertThatThrownBy(() -> InputUri.rate("udp://239.1.1.1:5?maxrate=" + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("udp://239.1.1.1:5?maxrate=" + text + ": maxrate: " + text
                        + " (expected: bits per second, as in 4M, 2.5M, 192k or 4000000)");
    }

    @Test
    void everyKindOfInputAndOutputTakesThemAndIsNoOtherOneWithThem() {
        for (String input : new String[] {"dvb:0", "sim:", "in.ts", "udp://239.1.1.1:5", "rtp://239.1.1.1:5"}) {
            assertThat(InputUri.rate(input)).isEqualTo(RateBounds.NONE);
            assertThat(InputUri.rate(input + "?minrate=1M&maxrate=2M")).isEqualTo(new RateBounds(1_000_000, 2_000_000));
            assertThat(InputUri.parse(input + "?minrate=1M")).isEqualTo(InputUri.parse(input));
        }
        for (String output : new String[] {"out.ts", "udp://239.1.1.1:5", "rtp://239.1.1.1:5?ssrc=1"}) {
            String options = output.contains("?") ? "&minrate=1M" : "?minrate=1M";
            assertThat(OutputUri.rate(output + options)).isEqualTo(new RateBounds(1_000_000, Long.MAX_VALUE));
            assertThat(OutputUri.parse(output + options)).isEqualTo(OutputUri.parse(output));
        }
    }

    @Test
    void aLowerBoundThatIsTheHigherOneIsRefused() {
        assertThatThrownBy(() -> InputUri.rate("sim:?minrate=3M&maxrate=2M"))
                .hasMessage(
                        "sim:?minrate=3M&maxrate=2M: minrate: 3000000 (expected: less than maxrate, 2000000 bit/s)");
    }
}
