// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Text in columns, each as wide as its widest cell, under a line of titles and behind an empty one.
 *
 * <p>Not picocli's {@code TextTable}: that has no columns aligned to the right, and reads markup in cells, which hold names
 * from the stream.
 */
final class TextColumns {

    private static final String GAP = "  ";

    private final List<String> alignments;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Begins a table.
     *
     * @param titles each behind {@code <} or {@code >}, which says on which side the column's texts begin or end
     */
    TextColumns(String... titles) {
        alignments =
                List.of(titles).stream().map(title -> title.substring(0, 1)).toList();
        rows.add(List.of(titles).stream().map(title -> title.substring(1)).toList());
    }

    /** Adds a row; a control character, as a name in a stream may hold, is shown as a question mark. */
    void row(String... cells) {
        rows.add(List.of(cells).stream()
                .map(cell -> cell.replaceAll("\\p{Cntrl}", "?"))
                .toList());
    }

    /** Returns nothing if there is no row. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (rows.size() > 1) {
            int[] widths =
                    IntStream.range(0, alignments.size()).map(this::width).toArray();
            lines.add("");
            rows.forEach(row -> lines.add(line(row, widths)));
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            boolean left = alignments.get(column).equals("<");
            line.append(column == 0 ? "" : GAP).append(left ? cell + padding : padding + cell);
        }
        return line.toString().stripTrailing();
    }
}
