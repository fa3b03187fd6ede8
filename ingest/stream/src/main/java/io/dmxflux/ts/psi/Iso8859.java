// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.charset.Charset;

/** The tables of ISO/IEC 8859, two of which no JDK has. */
final class Iso8859 {

    private static final int UPPER_HALF = 0xA0;

    /** Part 10, Nordic, from 0xA0 on. */
    private static final String NORDIC = "\u00a0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00adŪŊ°ąēģīĩķ·ļđšŧž―ūŋ"
            + "ĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";

    /** Part 14, Celtic, from 0xA0 on. */
    private static final String CELTIC = "\u00a0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00ad®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡ"
            + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";

    private Iso8859() {}

    /**
     * Reads characters of one part.
     *
     * @param part number of the part; one that there is not is read as ISO 6937
     * @param text characters without control codes
     * @return the text
     */
    static String decode(int part, byte[] text) {
        return switch (part) {
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15 -> decode("ISO-8859-" + part, text);
            case 10 -> decodeUpperHalf(NORDIC, text);
            case 14 -> decodeUpperHalf(CELTIC, text);
            default -> Iso6937.decode(text);
        };
    }

    /** A JVM made without the module jdk.charsets has only some of them. */
    private static String decode(String charset, byte[] text) {
        return Charset.isSupported(charset) ? new String(text, Charset.forName(charset)) : Iso6937.decode(text);
    }

    private static String decodeUpperHalf(String upperHalf, byte[] text) {
        StringBuilder decoded = new StringBuilder(text.length);
        for (byte character : text) {
            int code = character & 0xFF;
            decoded.append(code < UPPER_HALF ? (char) code : upperHalf.charAt(code - UPPER_HALF));
        }
        return decoded.toString();
    }
}
