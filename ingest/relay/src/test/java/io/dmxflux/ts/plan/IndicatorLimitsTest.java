// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.tr101290.Limit;
import io.dmxflux.ts.tr101290.Tr101290Config;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndicatorLimitsTest {

    @Test
    void everyKindOfInputTakesThemAndIsNoOtherOneWithThem() {
        for (String input : new String[] {"dvb:0", "sim:", "in.ts", "-", "udp://239.1.1.1:5", "rtp://239.1.1.1:5"}) {
            assertThat(InputUri.limits(input)).isEqualTo(IndicatorLimits.STANDARD);
            assertThat(InputUri.limits(input + "?tr101290=pid:1s,pcr-repetition:40ms,pcr-accuracy:2us"))
                    .isEqualTo(new IndicatorLimits(Map.of(
                            Limit.PID, Duration.ofSeconds(1),
                            Limit.PCR_REPETITION, Duration.ofMillis(40),
                            Limit.PCR_ACCURACY, Duration.ofNanos(2_000))));
            assertThat(InputUri.parse(input + "?tr101290=pid:1s")).isEqualTo(InputUri.parse(input));
        }
    }

    @Test
    void theRestStaysAsTheKindOfInputHasIt() {
        Tr101290Config before = InputUri.parse("in.ts").tr101290();
        Tr101290Config after = InputUri.limits("in.ts?tr101290=pts:1s").in(before);
        assertThat(after)
                .isEqualTo(before.toBuilder()
                        .limit(Limit.PTS, Duration.ofSeconds(1))
                        .build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    pid           | tr101290: pid (expected: limits with their times, as in pid:1s,pcr-repetition:40ms)
                    ""            | tr101290:  (expected: limits with their times, as in pid:1s,pcr-repetition:40ms)
                    pid:1s,       | tr101290:  (expected: limits with their times, as in pid:1s,pcr-repetition:40ms)
                    pid:1         | tr101290: pid: 1 (expected: 1ms to 3600s, as in 40ms or 2s)
                    pid:0s        | tr101290: pid: 0s (expected: 1ms to 3600s, as in 40ms or 2s)
                    pid:3601s     | tr101290: pid: 3601s (expected: 1ms to 3600s, as in 40ms or 2s)
                    pcr-accuracy:1s | tr101290: pcr-accuracy: 1s (expected: 1ns to 1ms, as in 500ns or 2us)
                    pid:1s,pid:2s | tr101290: pid twice (expected: once)
                    nit:20ms      | nit: PT0.02S (expected: more than shortest, PT0.025S)
                    PID:1s        | tr101290: no limit PID (expected: one of cat, clear, eit, nit, other, pat, pcr-accuracy, \
                    pcr-repetition, pcr-step, pid, pmt, pts, schedule, sdt, shortest, tdt, unreferenced)
                    """)
    void whatMakesNoSenseIsOneLine(String limits, String problem) {
        String uri = "dvb:0?tr101290=" + limits;
        assertThatThrownBy(() -> InputUri.limits(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(uri + ": " + problem);
    }

    @Test
    void anOutputHasNone() {
        assertThatThrownBy(() -> OutputUri.parse("udp://239.1.1.1:5?tr101290=pid:1s"))
                .hasMessageContaining("no option tr101290");
    }
}
