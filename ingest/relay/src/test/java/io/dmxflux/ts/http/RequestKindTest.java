// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKindTest {

    @ParameterizedTest
    @CsvSource({
        "/, SHORT, true",
        "/api/state, SHORT, true",
        "/api/events, STREAM, false",
        "/services/dvb-0-28106.ts, STREAM, false",
        "/services/dvb-0-28106/17.ts, SHORT, false",
        "/services/dvb-0-28106/index.m3u8, SHORT, true"
    })
    void servicesAndEventsAreStreams(String path, RequestKind kind, boolean isText) {
        assertThat(RequestKind.of(path)).isEqualTo(kind);
        assertThat(RequestKind.isText(path)).isEqualTo(isText);
    }
}
