// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.ts.CraftedSection;
import java.util.Arrays;

/** Sections of any content with a sound checksum, read as what they say they are and written again. */
class TablesFuzzTest {

    private static final int LONGEST_BODY = 1012;

    /**
     * Reads a table.
     *
     * @param bytes {@code table_id} and what is behind the header
     */
    @FuzzTest
    void section(byte[] bytes) {
        if (bytes.length > 0 && bytes.length <= LONGEST_BODY && bytes[0] != (byte) TableId.STUFFING) {
            byte[] section = CraftedSection.of(bytes[0] & 0xFF)
                    .body(Arrays.copyOfRange(bytes, 1, bytes.length))
                    .bytes();
            if (Section.claimedLength(section) == section.length) {
                AnyTable.read(Section.of(section));
            }
        }
    }
}
