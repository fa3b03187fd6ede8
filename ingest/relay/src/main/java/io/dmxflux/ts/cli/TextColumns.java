// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.psi.HarmlessText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Text in columns, each as wide as its widest cell, under a line of titles and behind an empty one. A last cell that would
 * pass column 80 goes on in the next line, as do the details of a row.
 *
 * <p>Not picocli's {@code TextTable}: that has no columns aligned to the right, and reads markup in cells, which hold names
 * from the stream.
 */
final class TextColumns {

    private static final int WIDTH = 80;
    private static final String GAP = " ";
    private static final String DETAILS = "    ";

    private final List<String> alignments;

    /** Rows have a cell for each column, details one cell. */
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Begins a table of several columns.
     *
     * @param titles each behind {@code <} or {@code >}, which says on which side the column's texts begin or end; the last
     *     begins on the left
     */
    TextColumns(String... titles) {
        alignments =
                List.of(titles).stream().map(title -> title.substring(0, 1)).toList();
        rows.add(List.of(titles).stream().map(title -> title.substring(1)).toList());
    }

    /** Adds a row; a control character, as a name in a stream may hold, is shown as a question mark. */
    void row(String... cells) {
        rows.add(List.of(cells).stream().map(HarmlessText::marked).toList());
    }

    /** Adds a line under the last row, unless it is empty. */
    void details(String text) {
        if (!text.isEmpty()) {
            rows.add(List.of(HarmlessText.marked(text)));
        }
    }

    /** Returns nothing if there is no row. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (rows.size() > 1) {
            int[] widths =
                    IntStream.range(0, alignments.size()).map(this::width).toArray();
            lines.add("");
            rows.forEach(row -> lines.addAll(row.size() == 1 ? wrapped(DETAILS, row.get(0)) : lines(row, widths)));
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.size() > 1)
                .mapToInt(row -> cells(row.get(column)))
                .max()
                .orElse(0);
    }

    private List<String> lines(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        int last = row.size() - 1;
        for (int column = 0; column < last; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cells(cell));
            boolean left = alignments.get(column).equals("<");
            line.append(left ? cell + padding : padding + cell).append(GAP);
        }
        return wrapped(line.toString(), row.get(last));
    }

    /** Breaks a text behind commas and spaces; what has none stays whole. */
    private static List<String> wrapped(String before, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(before);
        for (String word : text.split("(?<=[, ])")) {
            boolean isFull = cells(line + word.stripTrailing()) > WIDTH;
            if (isFull && line.length() > before.length()) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(cells(before)));
            }
            line.append(word);
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    /** How many places of a terminal a text takes: two for a Chinese, Japanese or Korean character, none for a mark. */
    private static int cells(String text) {
        return text.codePoints().map(TextColumns::cells).sum();
    }

    private static int cells(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean isWide = character >= 0x1100 && character <= 0x115F
                || character >= 0x2E80 && character <= 0xA4CF
                || character >= 0xAC00 && character <= 0xD7A3
                || character >= 0xF900 && character <= 0xFAFF
                || character >= 0xFE30 && character <= 0xFE6F
                || character >= 0xFF00 && character <= 0xFF60
                || character >= 0x1F300 && character <= 0x1FAFF
                || character >= 0x20000 && character <= 0x3FFFD;
        return isWide ? 2 : 1;
    }
}
