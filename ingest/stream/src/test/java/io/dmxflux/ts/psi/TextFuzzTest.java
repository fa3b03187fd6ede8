// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Text of any content: what is read has no control characters, and is read again as it is written. */
class TextFuzzTest {

    @FuzzTest
    void text(byte[] bytes) {
        String text = DvbText.decode(bytes);
        assertThat(text.chars().filter(TextFuzzTest::isControl).boxed()).isEmpty();
        assertThat(DvbText.decode(bytes, 0, bytes.length)).isEqualTo(text);
        DvbText.decode(DvbText.encode(text));
    }

    private static boolean isControl(int character) {
        return character < ' ' && character != '\n'
                || character >= 0x7F && character < 0xA0
                || character >= 0x202A && character <= 0x202E
                || character >= 0x2066 && character <= 0x2069;
    }
}
