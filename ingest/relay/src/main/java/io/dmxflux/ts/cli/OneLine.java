// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

/** Keeps messages in one line each, and a terminal as it is, whatever the names and values in them are. */
final class OneLine {

    private static final int DELETE = 0x7F;
    private static final int LAST_CONTROL = 0x9F;

    private OneLine() {}

    /**
     * Escapes control characters and separators of lines, as Java writes them: a newline as {@code \n}. Tabs stay.
     *
     * @param text a message
     * @return the text itself if there is nothing to escape
     */
    static String of(String text) {
        return text.chars().noneMatch(OneLine::isEscaped) ? text : escaped(text);
    }

    private static boolean isEscaped(int character) {
        return character < ' ' && character != '\t'
                || character >= DELETE && character <= LAST_CONTROL
                || character == '\u2028'
                || character == '\u2029';
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        for (char character : text.toCharArray()) {
            if (character == '\n') {
                line.append("\\n");
            } else if (character == '\r') {
                line.append("\\r");
            } else if (isEscaped(character)) {
                line.append(String.format("\\u%04x", (int) character));
            } else {
                line.append(character);
            }
        }
        return line.toString();
    }
}
