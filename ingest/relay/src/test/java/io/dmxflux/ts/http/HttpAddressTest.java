// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "9464, 127.0.0.1:9464",
        ":9464, 127.0.0.1:9464",
        "0.0.0.0:1, 0.0.0.0:1",
        "[::1]:65535, [::1]:65535",
        "localhost:0, localhost:0"
    })
    void withoutAnAddressItIsTheLoopbackOne(String text, String address) {
        assertThat(HttpAddress.parse("http", text)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", "host:65536", "::1:80", "host:80/metrics", "http://host:80"})
    void whatIsNoneIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> HttpAddress.parse("http", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("http: " + text + " (expected: ADDRESS:PORT or PORT, as in 127.0.0.1:8080 or [::1]:8080)");
    }
}
