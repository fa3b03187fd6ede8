// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * Makes text from outside safe to show, to write and to name files with. A name in a stream is whatever its sender likes:
 * escape sequences for a terminal, lines for a playlist, a path.
 * <pre>
 *   where it goes                                 harmful characters   also
 *   messages on a terminal, lines of logs         {@link #escaped}     nothing is lost
 *   cells of a table                              {@link #marked}      one place each
 *   a name that is compared                       {@link #oneLine}     spaces are one space
 *   playlists, SDP, SAP, labels, between quotes   {@link #title}       a quotation mark becomes an apostrophe
 *   names of files                                {@link #fileName}    only letters, digits and underscores
 * </pre>
 *
 * <p>Harmful are control characters (C0, DEL, C1), separators of lines, characters that override or isolate the direction of
 * the text behind them or exist only to be invisible, and halves of surrogate pairs. Joiners and marks of direction (U+200C
 * to U+200F) are not: Hebrew, Persian, Hindi and emoji need them, and they turn nothing.
 *
 * <p><b>Threading:</b> functions without state.
 * <p><b>Source:</b> Unicode 15 chapter 23 and Standard Annex 9; for what such texts have done, Unicode Technical Report 36.
 */
public final class HarmlessText {

    /** Bytes of a part of a file name: Linux takes 255, and there is more in the name. */
    private static final int MOST_BYTES = 150;

    /** Characters of a text that is shown whole, and of the beginning and the end of a longer one. */
    private static final int MOST_SHOWN = 1_000;

    private static final int SHOWN_OF_LONG = 300;

    private HarmlessText() {}

    /**
     * Tells whether a character can do more than to be seen.
     *
     * @param codePoint a character
     * @return true if it is to be escaped, or left out
     */
    public static boolean isHarmful(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> isInvisible(codePoint);
            default -> false;
        };
    }

    /** Of the format characters overrides and isolates of direction, the deprecated ones, marks of byte order and annotation, and tags. */
    private static boolean isInvisible(int codePoint) {
        return codePoint >= 0x202A && codePoint <= 0x202E
                || codePoint >= 0x2066 && codePoint <= 0x206F
                || codePoint == 0xFEFF
                || codePoint >= 0xFFF9 && codePoint <= 0xFFFB
                || codePoint >= 0xE0000;
    }

    /**
     * Escapes what is harmful, as Java writes it: a newline as {@code \n}, an escape character as its code. Tabs stay.
     *
     * @param text a message
     * @return one line; the text itself if there is nothing to escape
     */
    public static String escaped(String text) {
        return replaced(text, character -> switch (character) {
            case '\t' -> "\t";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> escape(character);
        });
    }

    private static String escape(int codePoint) {
        StringBuilder escape = new StringBuilder();
        for (char unit : Character.toChars(codePoint)) {
            escape.append(String.format("\\u%04x", (int) unit));
        }
        return escape.toString();
    }

    /**
     * Shows a question mark for each harmful character.
     *
     * @param text a cell
     * @return one line
     */
    public static String marked(String text) {
        return replaced(text, character -> "?");
    }

    /**
     * Makes one space of each run of spaces, ends of lines and other harmful characters.
     *
     * @param text a name
     * @return one line, without spaces around it; may be empty
     */
    public static String oneLine(String text) {
        return replaced(text, character -> " ").replaceAll("[\\s\\p{Z}]+", " ").strip();
    }

    /**
     * Makes a name that ends neither its line nor quotes around it.
     *
     * @param text a name
     * @return one line as {@link #oneLine}, with an apostrophe for each quotation mark; may be empty
     */
    public static String title(String text) {
        return oneLine(text).replace('"', '\'');
    }

    /**
     * Makes a part of a file name: no path, nothing hidden, nothing that a shell or a URI reads.
     *
     * @param text a name
     * @return letters with their marks and digits, with an underscore for each run of anything else; at most 150 bytes in
     *     UTF-8; may be empty
     */
    public static String fileName(String text) {
        String plain = text.replaceAll("[^\\p{L}\\p{M}\\p{Nd}]+", "_");
        while (plain.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            plain = plain.substring(0, plain.offsetByCodePoints(plain.length(), -1));
        }
        return plain;
    }

    /**
     * Leaves out the middle of a text that is too long to be read.
     *
     * @param text a message that has what someone wrote
     * @return the text itself up to a thousand characters; otherwise its beginning, how many are left out, and its end
     */
    public static String shortened(String text) {
        int left = text.length() - 2 * SHOWN_OF_LONG;
        return text.length() <= MOST_SHOWN
                ? text
                : text.substring(0, SHOWN_OF_LONG) + " ... (" + left + " characters) ... "
                        + text.substring(text.length() - SHOWN_OF_LONG);
    }

    private static String replaced(String text, IntFunction<String> replacement) {
        if (text.codePoints().noneMatch(HarmlessText::isHarmful)) {
            return text;
        }
        StringBuilder replaced = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isHarmful(character)) {
                replaced.append(replacement.apply(character));
            } else {
                replaced.appendCodePoint(character);
            }
        });
        return replaced.toString();
    }
}
