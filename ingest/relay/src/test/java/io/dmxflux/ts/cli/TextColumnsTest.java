// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextColumnsTest {

    private final TextColumns columns = new TextColumns(">PID", "<kind", ">packets");

    @Test
    void eachColumnIsAsWideAsItsWidestCell() {
        columns.row("8191", "null", "1");
        columns.row("1", "unreferenced", "12345678");

        assertThat(columns.lines())
                .containsExactly(
                        "",
                        " PID  kind           packets",
                        "8191  null                 1",
                        "   1  unreferenced  12345678");
    }

    @Test
    void withoutARowThereIsNoTable() {
        assertThat(columns.lines()).isEmpty();
    }

    @Test
    void aNameFromTheAirCannotSteerTheTerminal() {
        columns.row("1", "\u001b[2Jtwo\nlines", "3");

        assertThat(columns.lines()).hasSize(3).last().isEqualTo("  1  ?[2Jtwo?lines        3");
    }

    @Test
    void aNameThatLooksLikeMarkupIsShownAsItIs() {
        columns.row("1", "@|bold two|@", "3");

        assertThat(columns.lines()).last().isEqualTo("  1  @|bold two|@        3");
    }
}
