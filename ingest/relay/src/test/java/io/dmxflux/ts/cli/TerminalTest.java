// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({"132,132", "0,80", "wide,80", ",80", "-1,80"})
    void aTerminalWithoutAWindowHasTheColumnsOfItsEnvironment(String columns, int width) {
        assertThat(Terminal.width(columns)).isEqualTo(width);
    }
}
