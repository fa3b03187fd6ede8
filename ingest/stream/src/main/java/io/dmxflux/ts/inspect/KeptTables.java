// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.psi.Section;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * The tables of a multiplex as they came last, no more than {@value #MOST_BYTES} bytes of them: what would be more is left out.
 *
 * <p><b>Threading:</b> one thread. Nothing is allocated for a section that repeats.
 */
final class KeptTables {

    static final int MOST_BYTES = 8 * 1024 * 1024;
    static final int MOST_TABLES = 4_096;

    private static final int EXTENSION_BITS = 16;

    private final IntObjectMap<KeptTable> tables = new IntObjectHashMap<>();
    private int bytes;

    void add(int pid, Section section, long now) {
        int key = section.tableId() << EXTENSION_BITS | section.tableIdExtension();
        KeptTable table = tables.get(key);
        boolean isKnown = table != null && table.has(section);
        if (!isKnown && (bytes + section.length() > MOST_BYTES || tables.size() >= MOST_TABLES)) {
            return;
        }
        if (table == null) {
            table = new KeptTable(pid, section.tableId(), section.tableIdExtension());
            tables.put(key, table);
        }
        bytes -= table.bytes();
        table.add(section, now);
        bytes += table.bytes();
    }

    void removeIf(Predicate<KeptTable> gone) {
        tables.values().removeIf(gone);
        bytes = tables.values().stream().mapToInt(KeptTable::bytes).sum();
    }

    /** Returns those that have a section, in any order. */
    List<InspectedTable> all(long now) {
        return tables.values().stream()
                .map(table -> table.table(now))
                .filter(table -> !table.sections().isEmpty())
                .toList();
    }
}
