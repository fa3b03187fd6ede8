// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitReaderTest {

    private static BitReader bits(String bits) {
        String whole = bits + "0".repeat((8 - bits.length() % 8) % 8);
        byte[] bytes = new byte[whole.length() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = new BigInteger(whole.substring(8 * i, 8 * i + 8), 2).byteValue();
        }
        return new BitReader(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }

    @Test
    void bitsAreReadFromTheHighestOn() {
        BitReader in = new BitReader(Unpooled.wrappedBuffer(CraftedSection.hex("00 A5 FF")), 1, 3);
        assertThat(in.bits(3)).isEqualTo(0b101);
        assertThat(in.flag()).isFalse();
        assertThat(in.bits(5)).isEqualTo(0b01011);
        assertThat(in.remaining()).isEqualTo(7);
        in.skip(7);
        assertThat(in.isWithin()).isTrue();
    }

    /** Table 9-2 of H.264, and a code of 21 bits. */
    @ParameterizedTest
    @CsvSource({"1, 0", "010, 1", "011, 2", "00100, 3", "00111, 6", "0001000, 7", "000000000010000000000, 1023"})
    void codesOfVariableLengthAreRead(String code, int value) {
        assertThat(bits(code + "1").unsignedGolomb()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "010, 1", "011, -1", "00100, 2", "00101, -2", "00111, -3"})
    void signedCodesAlternate(String code, int value) {
        assertThat(bits(code + "1").signedGolomb()).isEqualTo(value);
    }

    @Test
    void behindTheEndThereAreZerosAndItIsKnown() {
        BitReader in = bits("11111111");
        assertThat(in.bits(12)).isEqualTo(0xFF0);
        assertThat(in.isWithin()).isFalse();
        assertThat(in.remaining()).isZero();
        assertThat(in.longBits(32)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "0000000000000000000000000000000000000001000", "0000000000000001"})
    void aCodeThatIsNoneIsNotSound(String code) {
        BitReader in = bits(code);
        in.unsignedGolomb();
        assertThat(in.isWithin()).isFalse();
    }

    @Test
    void aValueBeyondItsLimitIsNotSound() {
        BitReader in = bits("000010011");
        assertThat(in.unsignedGolomb(16)).isZero();
        assertThat(in.isWithin()).isFalse();
    }

    @Test
    void aUnitIsReadWithoutWhatKeepsStartCodesAway() {
        BitReader in =
                NalUnit.payload(Unpooled.wrappedBuffer(CraftedSection.hex("67 00 00 03 01 00 00 03 00 03")), 1, 10);
        assertThat(in.longBits(48)).isEqualTo(0x00_00_01_00_00_00L);
        assertThat(in.bits(8)).isEqualTo(3);
        assertThat(in.remaining()).isZero();
    }
}
