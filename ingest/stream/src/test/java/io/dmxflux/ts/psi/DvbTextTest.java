// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DvbTextTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"\", \"\", nothing",
                "446173204572737465, Das Erste, ASCII",
                "A4 35, €5, euro sign",
                "C8 61 C8 6F C8 75 FB, äöüß, diaeresis before the letter",
                "C2 65 C1 65 C3 65 C9 65, éèêë, acute grave circumflex umlaut",
                "CB 63 C4 6E CA 61 CF 73 CE 65 CD 6F, çñåšęő, other marks",
                "C6 61 C7 7A C5 65 CC 6F, ăżēo\u0332, the rest of the marks",
                "C8 20 C2 20, ¨´, marks by themselves",
                "61 C2, a, mark without a letter",
                "C2 C8 61, ä, two marks",
                "C0 61, \ufffda, no mark",
                "E2 F2 E8 F8 EC F1, ĐđŁłÞæ, letters of their own",
                "A9 AA B9 BA AB BB, ‘“’”«», quotation marks",
                "01 BC DE E1 DA D2 D0, Москва, ISO 8859-5 Cyrillic",
                "02 E3 D1, كر, ISO 8859-6 Arabic",
                "03 C1 E8 DE ED E1, Αθήνα, ISO 8859-7 Greek",
                "04 E0 E1, אב, ISO 8859-8 Hebrew",
                "05 FD FE, ış, ISO 8859-9 Turkish",
                "06 A1 BF FF, Ąŋĸ, ISO 8859-10 Nordic",
                "07 A1 A2, กข, ISO 8859-11 Thai",
                "09 F0 F8, šų, ISO 8859-13 Baltic",
                "0A A1 FE, Ḃŷ, ISO 8859-14 Celtic",
                "0B A4 A6, €Š, ISO 8859-15",
                "10 00 02 B1 E6, ąć, ISO 8859-2 by number",
                "10 00 01 E9, é, ISO 8859-1 by number",
                "10 00 04 E0, ā, ISO 8859-4 by number",
                "10 00 0A A1, Ą, ISO 8859-10 by number",
                "11 0416 20AC, Ж€, ISO 10646",
                "11 0416 20, Ж\ufffd, ISO 10646 cut short",
                "12 C7 D1, 한, KS X 1001",
                "13 D6 D0, 中, GB 2312",
                "14 4E2D, 中, Big5 subset of ISO 10646",
                "14 A4BD B5F8 20 54 56, 公視 TV, Big5 itself",
                "13 AC42 DDE6 87E5 D7DB BACF, 珺萱囧综合, GBK",
                "13 87E5 87E6, 囧囨, GBK alone",
                "13 86D6D087, 中, emphasis is no part of GBK",
                "12 8141, 갂, UHC",
                "15 E280AE 41 E281A6 E2808F, A\u200f, direction overridden",
                "1B24 42 4141, 疏, ISDB: kanji",
                "0E 4E484B 0F 416D 3967, ＮＨＫ総合, ISDB: letters and kanji",
                "0E 89 4E48 8A 4B, NHＫ, ISDB: middle and normal size",
                "1B6E 22 1B6F 22 1D21 19 24 A4, あアァいい, ISDB: kana",
                "1B2820 41 21 0E 21, \ufffd！, ISDB: a set that is drawn",
                "1B24, \"\", ISDB: cut short",
                "15 C3A9 E282AC, é€, UTF-8",
                "15 C3, \ufffd, UTF-8 cut short",
                "08 41, A, reserved selector",
                "0C 41, A, reserved selector",
                "10 00 0C 41, A, no part 12",
                "10 00 10 41, A, no part 16",
                "10 01 01 41, A, no such selector",
                "10 41, A, selector cut short",
                "1F 01 41, \"\", encoding agreed on elsewhere",
                "05, \"\", selector alone",
                "11, \"\", selector alone",
            })
    void textIsReadByItsSelector(String bytes, String text, String what) {
        assertThat(DvbText.decode(hex(bytes))).as(what).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "41 8A 42, 'A\nB'",
        "41 0A 42, 'A\nB'",
        "86 41 87 42, AB",
        "05 86 41 87 8A 42, 'A\nB'",
        "00 41 1B 5B 32 7F 9B 4A, 'A[2J'",
        "11 E086 0041 E087 E08A 0042, 'A\nB'",
        "15 EE8286 41 EE8287 EE828A 42, 'A\nB'",
        "15 41 C29B 1B 42, AB",
        "13 86 D6D0 87, 中",
    })
    void onlyNewLinesAreLeftOfControlCodes(String bytes, String text) {
        assertThat(DvbText.decode(hex(bytes))).isEqualTo(text);
    }

    @Test
    void partOfTheBytesIsRead() {
        assertThat(DvbText.decode(hex("FF 05 41 42 FF"), 1, 2)).isEqualTo("A");
    }

    /** Every byte by itself and before every other, under every selector. */
    @Test
    void noBytesAreTooStrange() {
        int longest = 0;
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third = 0; third < 256; third += 15) {
                    byte[] bytes = {(byte) first, (byte) second, (byte) third, (byte) second};
                    longest = Math.max(longest, DvbText.decode(bytes, 0, 4).length());
                }
            }
        }
        assertThat(longest).isEqualTo(4);
    }

    @Test
    void everyTableThatIsAskedOfTheJdkIsThere() {
        for (int part : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15}) {
            assertThat(Charset.isSupported("ISO-8859-" + part)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "News 24", "Nüüs €", "Łódź", "Новости", "Ειδήσεις", "ğış", "新闻", "e\u0301 \ud83d\udcfa"})
    void whatIsWrittenIsRead(String text) {
        assertThat(DvbText.decode(DvbText.encode(text))).isEqualTo(text);
    }

    @Test
    void textIsWrittenInTheOldestTableThatHasIt() {
        assertThat(DvbText.encode("News")).isEqualTo(new byte[] {'N', 'e', 'w', 's'});
        assertThat(DvbText.encode("é")).isEqualTo(new byte[] {0x10, 0, 15, (byte) 0xE9});
        assertThat(DvbText.encode("新")).startsWith(0x15);
    }
}
