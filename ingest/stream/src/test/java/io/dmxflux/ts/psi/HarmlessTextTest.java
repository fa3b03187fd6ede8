// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.CraftedSection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, '\n', 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0x202E, 0x2067, 0xFEFF, 0xD800, 0xDFFF, 0xE0001,
                0xE0041
            })
    void whatCanDoMoreThanBeSeenIsHarmful(int character) {
        assertThat(HarmlessText.isHarmful(character)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                ' ', 'a', '"', '/', 0xA0, 0xAD, 0x5D0, 0x600, 0x200C, 0x200D, 0x200F, 0x3000, 0xFE0F, 0xFFFD, 0x1F4FA
            })
    void whatIsSeenOrNeededToBeSeenIsNot(int character) {
        assertThat(HarmlessText.isHarmful(character)).isFalse();
    }

    @Test
    void aMessageLosesNothing() {
        assertThat(HarmlessText.escaped("a\nb\r\t\u001b[2J\u202e\udb40\udc01é📺"))
                .isEqualTo("a\\nb\\r\t\\u001b[2J\\u202e\\udb40\\udc01é📺");
        assertThat(HarmlessText.escaped("half \ud83d of a pair")).isEqualTo("half \\ud83d of a pair");
    }

    @Test
    void aMessageWithNothingHarmfulIsTheSameObject() {
        String message = "Česká \"2\" 📺";
        assertThat(HarmlessText.escaped(message)).isSameAs(message);
        assertThat(HarmlessText.marked(message)).isSameAs(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'a \u2028 b', a b",
        "' one\ntwo ', one two",
        "'\u202eone\u202c', one",
        "'\u00a0x\u3000y\u0000', x y",
        "'\n', ''",
        "'he said \"no\"', he said \"no\"",
    })
    void aNameIsInOneLine(String name, String line) {
        assertThat(HarmlessText.oneLine(name)).isEqualTo(line);
    }

    @Test
    void aTitleEndsNoQuotes() {
        assertThat(HarmlessText.title("7\" \"x\n")).isEqualTo("7' 'x");
    }

    @ParameterizedTest
    @CsvSource({
        "France 5, France_5",
        "../../etc/passwd, _etc_passwd",
        "'.hidden', _hidden",
        "'-rf ~ $(x) `y` | z', _rf_x_y_z",
        "'C:\\a\\b', C_a_b",
        "'a\u0000b\nc', a_b_c",
        "'\u202egnp.exe', _gnp_exe",
        "'a?ttl=1&x%2f', a_ttl_1_x_2f",
        "Česká televize, Česká_televize",
        "ไทยพีบีเอส, ไทยพีบีเอส",
        "'', ''",
    })
    void aFileNameIsNoPathAndNoCommand(String name, String file) {
        assertThat(HarmlessText.fileName(name)).isEqualTo(file);
    }

    @Test
    void aFileNameLeavesRoomForTheRest() {
        assertThat(HarmlessText.fileName("東".repeat(250)).getBytes(StandardCharsets.UTF_8))
                .hasSize(150);
        assertThat(HarmlessText.fileName("𠮷".repeat(250))).isEqualTo("𠮷".repeat(37));
    }

    /** A decoder is no sink, but what it drops no sink has to. */
    @ParameterizedTest
    @ValueSource(strings = {"15 E280AE 41 EFBBBF", "11 202E 0041 2066", "15 41 F3A08081"})
    void aDecodedNameHasNothingHarmful(String bytes) {
        assertThat(DvbText.decode(CraftedSection.hex(bytes))).isEqualTo("A");
    }

    @Test
    void aServiceNameIsInOneLine() {
        byte[] loop = Descriptors.of(new byte[0])
                .with(0x48, "\1\0\12a\" b\u008ac\"d e".getBytes(StandardCharsets.ISO_8859_1))
                .bytes();
        Service service = new Service(7, false, false, 4, false, Descriptors.of(loop));
        assertThat(service.name()).isEqualTo("a\" b c\"d e");
    }
}
