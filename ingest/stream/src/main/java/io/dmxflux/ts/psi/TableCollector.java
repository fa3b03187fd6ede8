// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the sections of one table until it is complete.
 *
 * <p>Collecting restarts with a section that differs from the collected ones in {@code table_id}, extension, version or last
 * section number, or that was collected with another checksum: some multiplexers change a table without its version.
 * Sections that are not yet in force ({@code current_next_indicator} 0) are ignored, and so is one whose number is above the
 * last.
 *
 * <p><b>Shape:</b> a table is {@code last_section_number} + 1 sections. Where several tables share a PID (SDT of this and
 * other streams), each has a collector of its own. An event schedule leaves out numbers and never completes here; its
 * sections can be read one by one.
 * <p><b>Ownership:</b> sections are copied.
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.4.5.
 */
public final class TableCollector {

    private @Nullable Section[] collected = new Section[0];
    private int missing;

    /** An empty collector. */
    public TableCollector() {}

    /**
     * Takes a section.
     *
     * @param section may be a view
     * @return true if the table was not complete before this section and is now, so that {@link #sections()} is new
     */
    public boolean add(Section section) {
        int number = section.sectionNumber();
        if (!section.isCurrent() || number > section.lastSectionNumber()) {
            return false;
        }
        if (!continues(section)) {
            collected = new Section[section.lastSectionNumber() + 1];
            missing = collected.length;
        }
        if (collected[number] != null) {
            return false;
        }
        collected[number] = section.copy();
        missing--;
        return missing == 0;
    }

    private boolean continues(Section section) {
        if (collected.length != section.lastSectionNumber() + 1) {
            return false;
        }
        for (Section known : collected) {
            if (known != null) {
                return sameTable(known, section) && sameContent(collected[section.sectionNumber()], section);
            }
        }
        return false;
    }

    private static boolean sameTable(Section known, Section section) {
        return known.tableId() == section.tableId()
                && known.tableIdExtension() == section.tableIdExtension()
                && known.versionNumber() == section.versionNumber();
    }

    private static boolean sameContent(@Nullable Section known, Section section) {
        return known == null || known.crc32() == section.crc32();
    }

    /**
     * Returns the table's sections.
     *
     * @return copies, by section number; none while the table is incomplete
     */
    public List<Section> sections() {
        return missing > 0
                ? List.of()
                : Arrays.stream(collected).map(Section.class::cast).toList();
    }

    /** Forgets everything. */
    public void reset() {
        collected = new Section[0];
        missing = 0;
    }
}
