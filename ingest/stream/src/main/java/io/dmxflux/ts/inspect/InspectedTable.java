// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.psi.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of a multiplex, as its sections came last.
 *
 * @param pid where it comes
 * @param tableId {@code table_id}
 * @param extension {@code table_id_extension}: service_id of a PMT or EIT, transport_stream_id of PAT and SDT, network_id of an
 *     NIT; 0 of CAT, TDT and TOT
 * @param version {@code version_number}, 0 to 31; 0 of TDT and TOT
 * @param sectionCount sections of the whole table, {@code last_section_number} + 1; of an EIT some may be left out
 * @param count how many sections of it have come
 * @param intervalSeconds time between the last two of the section that came last; {@code null} if each came once
 * @param secondsAgo when one came last
 * @param sections those that are known, by number
 */
public record InspectedTable(
        int pid,
        int tableId,
        int extension,
        int version,
        int sectionCount,
        long count,
        @Nullable Double intervalSeconds,
        double secondsAgo,
        List<Section> sections) {

    /** A table whose list of sections is copied. */
    public InspectedTable {
        sections = List.copyOf(sections);
    }

    /**
     * Returns what people call it.
     *
     * @return such as PAT or EIT; the table_id where it has no name here
     */
    public String name() {
        return TableTree.name(tableId);
    }

    /**
     * Decodes it, to the fields of its descriptors.
     *
     * @return a node of its fields and loops; what has no syntax here as its bytes
     */
    public TableNode tree() {
        return TableTree.of(sections);
    }
}
