// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.text.Normalizer;

/**
 * The default table of DVB: ISO/IEC 6937, with the euro sign at 0xA4.
 *
 * <p>A diacritical mark (0xC1 to 0xCF) stands before the letter that it belongs to, where Unicode has it behind; before a
 * space it stands for itself. One without a letter is left out.
 *
 * <p><b>Source:</b> ETSI EN 300 468 figure A.1.
 */
final class Iso6937 {

    private static final int UPPER_HALF = 0xA0;
    private static final int FIRST_MARK = 0xC1;
    private static final int LAST_MARK = 0xCF;
    private static final int NO_MARK = 0;

    /** From 0xA0 on; the marks as Unicode's combining ones. */
    private static final String TABLE = "\u00a0¡¢£€¥\ufffd§¤‘“«←↑→↓"
            + "°±²³×µ¶·÷’”»¼½¾¿"
            + "\ufffd\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0327\u0332\u030b\u0328\u030c"
            + "―¹®©™♪¬¦\ufffd\ufffd\ufffd\ufffd⅛⅜⅝⅞"
            + "ΩÆĐªĦ\ufffdĲĿŁØŒºÞŦŊŉ"
            + "ĸæđðħıĳŀłøœßþŧŋ\u00ad";

    /** The marks by themselves. */
    private static final String ALONE = "`´^~¯˘˙¨¨˚¸_˝˛ˇ";

    private Iso6937() {}

    /**
     * Reads a text.
     *
     * @param text characters without control codes
     * @return the text, composed (Unicode's form C)
     */
    static String decode(byte[] text) {
        StringBuilder decoded = new StringBuilder(text.length);
        int mark = NO_MARK;
        for (byte character : text) {
            int code = character & 0xFF;
            if (isMark(code)) {
                mark = code;
            } else {
                append(code, mark, decoded);
                mark = NO_MARK;
            }
        }
        return Normalizer.normalize(decoded, Normalizer.Form.NFC);
    }

    private static void append(int code, int mark, StringBuilder decoded) {
        if (mark == NO_MARK) {
            decoded.append(character(code));
        } else if (code == ' ') {
            decoded.append(ALONE.charAt(mark - FIRST_MARK));
        } else {
            decoded.append(character(code)).append(character(mark));
        }
    }

    private static boolean isMark(int code) {
        return code >= FIRST_MARK && code <= LAST_MARK;
    }

    private static char character(int code) {
        return code < UPPER_HALF ? (char) code : TABLE.charAt(code - UPPER_HALF);
    }
}
