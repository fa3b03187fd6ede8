// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc32MpegTest {

    @Test
    void checkValueOfTheCatalogueComesOut() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

        assertThat(Crc32Mpeg.of(digits, 0, digits.length)).isEqualTo(0x0376_E6E7);
    }

    @Test
    void everyLengthAndOffsetAgreesWithTheDefinition() {
        byte[] bytes = new byte[80];
        new Random(1).nextBytes(bytes);
        for (int offset = 0; offset < 9; offset++) {
            for (int length = 0; length <= bytes.length - offset; length++) {
                byte[] part = Arrays.copyOfRange(bytes, offset, offset + length);
                assertThat(Crc32Mpeg.of(bytes, offset, length))
                        .as("%d bytes from %d", length, offset)
                        .isEqualTo(BitwiseCrc32.of(part));
            }
        }
    }

    @Test
    void nothingIsReadOutsideTheBytes() {
        assertThatThrownBy(() -> Crc32Mpeg.of(new byte[16], 1, 16)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
