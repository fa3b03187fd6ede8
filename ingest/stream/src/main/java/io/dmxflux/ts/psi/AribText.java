// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the text of service information in ISDB: four sets of characters (G0 to G3), two of which are in use at a time, one
 * for codes below 0x80 (GL) and one for those above (GR).
 * <pre>
 *   at first        G0 kanji (GL)   G1 alphanumeric   G2 hiragana (GR)   G3 katakana
 *   0E, 0F          GL is G1, G0            1B 6E, 6F        GL is G2, G3
 *   19, 1D          the next of G2, G3      1B 7E, 7D, 7C    GR is G1, G2, G3
 *   1B 28..2B F     G0..G3 is the set F of one byte a character;  1B 24 [29..2B] F: of two bytes
 *   88, 89, 8A      small, middle and normal size: letters are as wide as kanji at normal size
 * </pre>
 *
 * <p><b>Errors:</b> none: a code without a character, as one that is drawn (DRCS), becomes U+FFFD.
 * <p><b>Source:</b> ARIB STD-B24 volume 1 part 2, 7.1 and 7.2; STD-B10 part 2 annex A.
 */
final class AribText {

    private enum CharacterSet {
        KANJI,
        ALPHANUMERIC,
        HIRAGANA,
        KATAKANA,
        HALF_WIDTH_KATAKANA,
        ONE_BYTE_UNKNOWN,
        TWO_BYTES_UNKNOWN;

        boolean hasTwoBytes() {
            return this == KANJI || this == TWO_BYTES_UNKNOWN;
        }
    }

    private static final @Nullable Charset JIS = Charset.isSupported("EUC-JP") ? Charset.forName("EUC-JP") : null;
    private static final String KANA_MARKS = "ー。「」、・";
    private static final char REPLACEMENT = '\ufffd';
    private static final int FULL_WIDTH = 0xFEE0;
    private static final int ESCAPE = 0x1B;

    private final byte[] text;
    private final StringBuilder decoded = new StringBuilder();
    private final CharacterSet[] sets = {
        CharacterSet.KANJI, CharacterSet.ALPHANUMERIC, CharacterSet.HIRAGANA, CharacterSet.KATAKANA
    };
    private int left;
    private int right = 2;
    private int single = -1;
    private boolean normalSize = true;
    private int at;

    private AribText(byte[] text) {
        this.text = text;
    }

    /**
     * Tells whether a text cannot be DVB's: it begins with a control code that changes sets, where DVB has its selector.
     *
     * @param first the first byte
     * @return true for 0x0E, 0x0F, 0x19, 0x1B and 0x1D
     */
    static boolean beginsWith(int first) {
        return first == 0x0E || first == 0x0F || first == 0x19 || first == ESCAPE || first == 0x1D;
    }

    static String decode(byte[] text) {
        AribText reader = new AribText(text);
        while (reader.at < text.length) {
            reader.next(text[reader.at++] & 0xFF);
        }
        return reader.decoded.toString();
    }

    private int take() {
        return at < text.length ? text[at++] & 0xFF : 0;
    }

    private void next(int code) {
        if (code == 0x20 || code == 0xA0) {
            decoded.append(normalSize ? '\u3000' : ' ');
        } else if ((code & 0x7F) < 0x20 || code == 0x7F || code == 0xFF) {
            control(code);
        } else {
            int set = single >= 0 ? single : code < 0x80 ? left : right;
            single = -1;
            character(sets[set], code & 0x7F);
        }
    }

    private void control(int code) {
        switch (code) {
            case 0x0E -> left = 1;
            case 0x0F -> left = 0;
            case 0x19 -> single = 2;
            case 0x1D -> single = 3;
            case ESCAPE -> escape(take());
            case 0x0A, 0x0D -> decoded.append('\n');
            case 0x88, 0x89 -> normalSize = false;
            case 0x8A -> normalSize = true;
            case 0x16, 0x8B, 0x91, 0x93, 0x94, 0x97, 0x98 -> at++;
            case 0x1C -> at += 2;
            case 0x90 -> at += take() == 0x20 ? 1 : 0;
            default -> {
                // colours, flashing and the like
            }
        }
    }

    private void escape(int code) {
        switch (code) {
            case 0x6E -> left = 2;
            case 0x6F -> left = 3;
            case 0x7E -> right = 1;
            case 0x7D -> right = 2;
            case 0x7C -> right = 3;
            case 0x24 -> designateTwoBytes(take());
            case 0x28, 0x29, 0x2A, 0x2B -> sets[code - 0x28] = oneByteSet(take());
            default -> {
                // not a sequence of this standard
            }
        }
    }

    private void designateTwoBytes(int code) {
        boolean isNamed = code >= 0x28 && code <= 0x2B;
        sets[isNamed ? code - 0x28 : 0] = twoByteSet(isNamed ? take() : code);
    }

    private CharacterSet oneByteSet(int last) {
        return switch (last) {
            case 0x4A, 0x36 -> CharacterSet.ALPHANUMERIC;
            case 0x30, 0x37 -> CharacterSet.HIRAGANA;
            case 0x31, 0x38 -> CharacterSet.KATAKANA;
            case 0x49 -> CharacterSet.HALF_WIDTH_KATAKANA;
            case 0x20 -> drawn(CharacterSet.ONE_BYTE_UNKNOWN);
            default -> CharacterSet.ONE_BYTE_UNKNOWN;
        };
    }

    /** A set that the broadcaster draws: one more byte says which. */
    private CharacterSet drawn(CharacterSet set) {
        at++;
        return set;
    }

    private CharacterSet twoByteSet(int last) {
        if (last == 0x20) {
            return drawn(CharacterSet.TWO_BYTES_UNKNOWN);
        }
        return last == 0x42 || last == 0x39 || last == 0x3A || last == 0x3B
                ? CharacterSet.KANJI
                : CharacterSet.TWO_BYTES_UNKNOWN;
    }

    private void character(CharacterSet set, int code) {
        int second = set.hasTwoBytes() ? take() & 0x7F : 0;
        decoded.append(
                switch (set) {
                    case KANJI -> kanji(code, second);
                    case ALPHANUMERIC -> normalSize ? (char) (code + FULL_WIDTH) : (char) code;
                    case HIRAGANA -> kana(code, '\u3041', 0x73, '\u309d');
                    case KATAKANA -> kana(code, '\u30a1', 0x76, '\u30fd');
                    case HALF_WIDTH_KATAKANA -> code <= 0x5F ? (char) (code - 0x21 + 0xFF61) : REPLACEMENT;
                    case ONE_BYTE_UNKNOWN, TWO_BYTES_UNKNOWN -> REPLACEMENT;
                });
    }

    /** Rows above 84 hold ARIB's own symbols, which are not in JIS X 0208. */
    private static char kanji(int row, int cell) {
        if (JIS == null || row > 0x74 || cell < 0x21) {
            return REPLACEMENT;
        }
        String one = new String(new byte[] {(byte) (row | 0x80), (byte) (cell | 0x80)}, JIS);
        return one.length() == 1 ? one.charAt(0) : REPLACEMENT;
    }

    private static char kana(int code, char first, int last, char iteration) {
        if (code <= last) {
            return (char) (first + code - 0x21);
        }
        if (code < 0x77) {
            return REPLACEMENT;
        }
        return code < 0x79 ? (char) (iteration + code - 0x77) : KANA_MARKS.charAt(code - 0x79);
    }
}
