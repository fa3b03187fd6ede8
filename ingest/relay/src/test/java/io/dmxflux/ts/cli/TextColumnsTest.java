// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextColumnsTest {

    private final TextColumns columns = new TextColumns(">PID", ">packets", "<kind");

    @Test
    void eachColumnIsAsWideAsItsWidestCell() {
        columns.row("8191", "1", "null");
        columns.row("1", "12345678", "unreferenced");
        columns.details("of no service");

        assertThat(columns.lines())
                .containsExactly(
                        "",
                        " PID  packets kind",
                        "8191        1 null",
                        "   1 12345678 unreferenced",
                        "    of no service");
    }

    @Test
    void noLineIsLongerThan80PlacesAndNoNameIsCut() {
        columns.row("1", "2", "video ".repeat(20).strip());
        columns.details("東京 ".repeat(30).strip());
        columns.row("2", "3", "x".repeat(100));

        assertThat(columns.lines())
                .filteredOn(line -> !line.contains("xxx"))
                .allSatisfy(line -> assertThat(line.replace("東京", "----")).hasSizeLessThanOrEqualTo(80));
        assertThat(String.join(" ", columns.lines())).contains("x".repeat(100));
        assertThat(String.join(" ", columns.lines()).split("東京", -1)).hasSize(31);
    }

    @Test
    void withoutARowThereIsNoTable() {
        assertThat(columns.lines()).isEmpty();
    }

    @Test
    void aNameFromTheAirCannotSteerTheTerminal() {
        columns.row("1", "3", "\u001b[2Jtwo\nlines");

        assertThat(columns.lines()).hasSize(3).last().isEqualTo("  1       3 ?[2Jtwo?lines");
    }

    @Test
    void aNameMovesNoColumn() {
        columns.row("1", "3", "\u009b2J\u202eone\u2028two\ud800");

        assertThat(columns.lines()).hasSize(3).last().isEqualTo("  1       3 ?2J?one?two?");
    }

    @Test
    void aNameThatLooksLikeMarkupIsShownAsItIs() {
        columns.row("1", "3", "@|bold two|@");

        assertThat(columns.lines()).last().isEqualTo("  1       3 @|bold two|@");
    }
}
