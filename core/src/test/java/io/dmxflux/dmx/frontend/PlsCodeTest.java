// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlsCodeTest {

    /** Indices counted by a register of its own, as in minisatip (pls_scrambling_index) and dvblast (GetSSI). */
    @ParameterizedTest
    @CsvSource({
        "root:1, 0",
        "root:131072, 1",
        "root:8, 262140",
        "root:4, 262141",
        "root:16416, 131070",
        "ROOT:121212, 150366",
        "root:262143, 52379",
        "gold:131070, 131070",
        "0, 0",
        "262141, 262141",
    })
    void rootIsTheIndexOfItsStep(String written, int gold) {
        assertThat(PlsCode.parse(written)).isEqualTo(gold);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "root:0", "root:262144", "root:2", "262142", "gold:", "combo:1", "-1", "1234567"})
    void whatIsNoIndexIsRefused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlsCode.parse(written))
                .withMessageMatching("pls: .*\\(expected: .*\\)");
    }

    @Test
    void noTwoRootsHaveOneIndex() {
        Set<Integer> indices = new HashSet<>();
        for (int root = 3; root < 200; root++) {
            if (root != 4) {
                assertThat(indices.add(PlsCode.ofRoot(root))).isTrue();
            }
        }
    }
}
