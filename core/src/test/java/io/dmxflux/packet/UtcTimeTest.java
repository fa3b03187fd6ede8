// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTimeTest {

    @ParameterizedTest
    @CsvSource({
        "C079124500, 1993-10-13T12:45:00Z",
        "0000000000, 1858-11-17T00:00:00Z",
        "FFFF235959, 2038-04-22T23:59:59Z",
        "E489125109, 2019-01-22T12:51:09Z",
    })
    void timeIsWrittenAsItIsRead(String field, Instant time) {
        long bits = Long.parseLong(field, 16);

        assertThat(UtcTime.instant(bits)).isEqualTo(time);
        assertThat(UtcTime.field(time)).isEqualTo(bits);
        assertThat(UtcTime.field(time.plusMillis(999))).isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({"000000, PT0S", "014530, PT1H45M30S", "995959, PT99H59M59S"})
    void durationIsWrittenAsItIsRead(String field, Duration duration) {
        int bits = Integer.parseInt(field, 16);

        assertThat(UtcTime.duration(bits)).isEqualTo(duration);
        assertThat(UtcTime.field(duration)).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(longs = {0xFF_FFFF_FFFFL, 0xC079_240000L, 0xC079_126000L, 0xC079_1A0000L, 0xC079_0000B0L})
    void whatIsNoTimeIsAbsent(long field) {
        assertThat(UtcTime.instant(field)).isNull();
    }
}
