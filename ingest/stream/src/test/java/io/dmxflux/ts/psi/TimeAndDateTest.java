// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.CraftedSection;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeAndDateTest {

    @ParameterizedTest
    @CsvSource({
        "C079 124500, 1993-10-13T12:45:00Z",
        "9E8B 000000, 1970-01-01T00:00:00Z",
        "0000 000000, 1858-11-17T00:00:00Z",
        "FFFF 235959, 2038-04-22T23:59:59Z",
        "E489 125109, 2019-01-22T12:51:09Z",
    })
    void timeIsRead(String field, Instant time) {
        assertThat(TimeAndDate.utc(tdt(field))).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FFFF FFFFFF",
                "C079 240000",
                "C079 990000",
                "C079 126000",
                "C079 120060",
                "C079 1A0000",
                "C079 A10000",
                "C079 000F00",
                "C079 0000B0",
                "C079 1245",
                ""
            })
    void whatIsNoTimeIsAbsent(String field) {
        assertThat(TimeAndDate.utc(tdt(field))).isEmpty();
    }

    @Test
    void timeOfATotIsReadBeforeItsDescriptors() {
        byte[] tot = CraftedSection.withChecksum(hex("73 70 0B C079 124500 F000 00000000"));

        assertThat(TimeAndDate.utc(Section.of(tot))).contains(Instant.parse("1993-10-13T12:45:00Z"));
    }

    @Test
    void localTimesOfATotAreRead() {
        String zone = "580D 444555 02 0100 E489 010000 0200";
        Section tot =
                Section.of(CraftedSection.withChecksum(hex("73 70 1C C079 124500 F011 5200" + zone + "00000000")));

        assertThat(TimeAndDate.localOffsets(tot))
                .extracting(LocalTimeOffsetDescriptor.LocalTimeOffset::country)
                .containsExactly("DEU");
        assertThat(TimeAndDate.localOffsets(Section.of(CraftedSection.withChecksum(hex("73 70 06 C079 00000000")))))
                .isEmpty();
        assertThatThrownBy(() -> TimeAndDate.localOffsets(tdt("C079 124500")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sectionOfAnotherTableIsAMistake() {
        assertThatThrownBy(() -> TimeAndDate.utc(CraftedSection.of(0x4E).section()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table_id: 0x4e (expected: 0x70 or 0x73)");
    }

    private static Section tdt(String field) {
        byte[] time = hex(field);
        byte[] section = new byte[3 + time.length];
        section[0] = 0x70;
        section[1] = 0x70;
        section[2] = (byte) time.length;
        System.arraycopy(time, 0, section, 3, time.length);
        return Section.of(section);
    }
}
