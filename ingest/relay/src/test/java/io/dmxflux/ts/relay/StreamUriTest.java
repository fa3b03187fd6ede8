// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

    @Test
    void anEscapeThatIsNoneIsToldWithTheUri() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamUri.parse("udp://239.1.1.1:5?iface=%zz", Set.of("udp")))
                .withMessage("udp://239.1.1.1:5?iface=%zz: option iface: %zz (expected: %25 for a percent sign)");
    }
}
