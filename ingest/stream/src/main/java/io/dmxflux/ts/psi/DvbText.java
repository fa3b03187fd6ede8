// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the text of service information.
 * <pre>
 *   first byte  0x20 and above  no selector: ISO 6937 with the euro sign
 *               0x01 .. 0x0B    ISO 8859-5 to -15 (not -12)
 *               0x10 0x00 n     ISO 8859-n
 *               0x11, 0x14      ISO 10646, two bytes a character; also Big5 itself behind 0x14, as in Taiwan
 *               0x12, 0x13      KS X 1001, GB 2312; also what GBK and UHC have beyond them
 *               0x15            UTF-8
 *               0x0E .. 0x1D    escape codes of ISDB: ARIB STD-B24
 *               0x1F            an encoding agreed on elsewhere, mostly compressed: not read
 * </pre>
 *
 * <p>Of the control codes (0x80 to 0x9F, and U+E080 to U+E09F in the tables of ISO 10646) CR/LF becomes a line feed, as do
 * separators of lines; emphasis and everything else that is harmful ({@link HarmlessText}) are left out.
 *
 * <p><b>Errors:</b> none: a code without a character becomes U+FFFD, and a reserved selector is ignored.
 * <p><b>Source:</b> ETSI EN 300 468 Annex A.
 */
public final class DvbText {

    private static final int FIRST_CHARACTER = 0x20;
    private static final int NUMBERED_TABLE = 0x10;
    private static final int UTF_8 = 0x15;
    private static final int ELSEWHERE = 0x1F;
    private static final int[] WRITTEN_PARTS = {15, 2, 5, 7, 9};

    private static final int FIRST_CONTROL = 0x80;
    private static final int LAST_CONTROL = 0x9F;
    private static final int WIDE_CONTROLS = 0xE000;
    private static final int EMPHASIS_ON = 0x86;
    private static final int EMPHASIS_OFF = 0x87;
    private static final int NEW_LINE = 0x8A;
    private static final char REPLACEMENT = '\ufffd';

    private DvbText() {}

    /**
     * Writes a text, in the table that most receivers have: ASCII without a selector, then ISO 8859-15, -2, -5, -7 and -9,
     * then UTF-8.
     *
     * @param text any
     * @return its bytes, selector included
     */
    public static byte[] encode(String text) {
        if (text.chars().allMatch(character -> character >= FIRST_CHARACTER && character < FIRST_CONTROL - 1)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        for (int part : WRITTEN_PARTS) {
            String charset = "ISO-8859-" + part;
            if (Charset.isSupported(charset)
                    && Charset.forName(charset).newEncoder().canEncode(text)) {
                return withSelector(
                        new byte[] {NUMBERED_TABLE, 0, (byte) part}, text.getBytes(Charset.forName(charset)));
            }
        }
        return withSelector(new byte[] {UTF_8}, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] withSelector(byte[] selector, byte[] text) {
        byte[] bytes = Arrays.copyOf(selector, selector.length + text.length);
        System.arraycopy(text, 0, bytes, selector.length, text.length);
        return bytes;
    }

    /**
     * Reads a text.
     *
     * @param bytes all of it
     * @return the text
     */
    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /**
     * Reads a text among other bytes.
     *
     * @param bytes where it lies
     * @param offset index of its first byte, selector included
     * @param length how many bytes it has
     * @return the text
     * @throws IndexOutOfBoundsException if the range is not within the bytes
     */
    public static String decode(byte[] bytes, int offset, int length) {
        byte[] text = new byte[length];
        System.arraycopy(bytes, offset, text, 0, length);
        return length == 0 ? "" : withoutControls(decoded(text));
    }

    private static String decoded(byte[] text) {
        int selector = text[0] & 0xFF;
        if (AribText.beginsWith(selector)) {
            return AribText.decode(text);
        }
        if (selector >= FIRST_CHARACTER) {
            return Iso6937.decode(withoutControls(text, 0));
        }
        if (selector == NUMBERED_TABLE && text.length >= 3) {
            return Iso8859.decode((text[1] & 0xFF) << 8 | text[2] & 0xFF, withoutControls(text, 3));
        }
        return selected(selector, text);
    }

    private static String selected(int selector, byte[] text) {
        return switch (selector) {
            case 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x09, 0x0A, 0x0B ->
                Iso8859.decode(selector + 4, withoutControls(text, 1));
            case 0x11 -> decode(StandardCharsets.UTF_16BE, text);
            case 0x14 -> traditionalChinese(text);
            case 0x12 -> national("EUC-KR", "x-windows-949", text);
            case 0x13 -> national("GB2312", "GBK", text);
            case 0x15 -> decode(StandardCharsets.UTF_8, text);
            case ELSEWHERE -> "";
            default -> Iso6937.decode(withoutControls(text, 1));
        };
    }

    /** Codes of control characters are second bytes beyond the standard's charset, and only there. */
    private static String national(String charset, String larger, byte[] text) {
        byte[] characters = withoutControls(text, 1);
        String decoded = Charset.isSupported(charset)
                ? new String(characters, Charset.forName(charset))
                : Iso6937.decode(characters);
        boolean isPlausible = hasSoundControls(text) && decoded.indexOf(REPLACEMENT) < 0;
        String more = isPlausible ? null : decodeStrictly(larger, text);
        return more == null ? decoded : more;
    }

    /** Tells whether each code from 0x80 to 0x9F is a line break, or ends an emphasis that has begun. */
    private static boolean hasSoundControls(byte[] text) {
        boolean emphasized = false;
        for (byte octet : text) {
            int code = octet & 0xFF;
            boolean ends = code == EMPHASIS_OFF && emphasized;
            if (code >= FIRST_CONTROL && code <= LAST_CONTROL && code != EMPHASIS_ON && code != NEW_LINE && !ends) {
                return false;
            }
            emphasized = code == EMPHASIS_ON || emphasized && !ends;
        }
        return true;
    }

    private static String traditionalChinese(byte[] text) {
        String decoded = withoutControls(decode(StandardCharsets.UTF_16BE, text));
        boolean isPlausible = decoded.chars().allMatch(DvbText::isOfTaiwan);
        String more = isPlausible ? null : decodeStrictly("Big5", text);
        return more == null ? decoded : more;
    }

    /** Latin, signs, and Chinese characters: what the subset for Big5 has. */
    private static boolean isOfTaiwan(int character) {
        return character < 0x0500
                || character >= 0x2000 && character < 0x3400
                || character >= 0x4E00 && character < 0xA000
                || character >= 0xF900 && character < 0xFFF0 && (character < 0xFB00 || character >= 0xFE30);
    }

    /** Decodes all behind the selector; null if a code has no character. */
    private static @Nullable String decodeStrictly(String charset, byte[] text) {
        try {
            return Charset.isSupported(charset)
                    ? Charset.forName(charset)
                            .newDecoder()
                            .decode(ByteBuffer.wrap(text, 1, text.length - 1))
                            .toString()
                    : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String decode(Charset charset, byte[] text) {
        return new String(text, 1, text.length - 1, charset);
    }

    private static byte[] withoutControls(byte[] text, int from) {
        byte[] kept = new byte[text.length - from];
        int count = 0;
        for (int i = from; i < text.length; i++) {
            int character = text[i] & 0xFF;
            if (isNewLine(character)) {
                kept[count++] = '\n';
            } else if (!HarmlessText.isHarmful(character)) {
                kept[count++] = text[i];
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private static String withoutControls(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().map(DvbText::narrowControl).forEach(character -> {
            if (isNewLine(character)) {
                kept.append('\n');
            } else if (!HarmlessText.isHarmful(character)) {
                kept.appendCodePoint(character);
            }
        });
        return kept.toString();
    }

    private static int narrowControl(int character) {
        int narrow = character - WIDE_CONTROLS;
        return narrow >= FIRST_CONTROL && narrow <= LAST_CONTROL ? narrow : character;
    }

    private static boolean isNewLine(int character) {
        return character == NEW_LINE || character == '\n' || character == 0x2028 || character == 0x2029;
    }
}
