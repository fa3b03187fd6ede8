// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Conditional Access Table: where the messages are that entitle receivers (EMMs).
 *
 * @param versionNumber {@code version_number}, 0 to 31
 * @param descriptors of all its sections in order
 * @see <a href="https://www.itu.int/rec/T-REC-H.222.0">ISO/IEC 13818-1 2.4.4.7</a>
 */
public record ConditionalAccessTable(int versionNumber, Descriptors descriptors) {

    private static final int RESERVED_EXTENSION = 0xFFFF;

    /**
     * Reads a table.
     *
     * @param sections all of it, as {@link TableCollector#sections()} gives them
     * @return the table
     * @throws IllegalArgumentException if there is no section, or one of another table
     */
    public static ConditionalAccessTable parse(List<Section> sections) {
        Section first = TableId.first(sections);
        List<Descriptors> loops = new ArrayList<>();
        for (Section section : sections) {
            TableId.expect(section, TableId.CAT);
            loops.add(new SectionReader(section).readDescriptorsToEnd());
        }
        return new ConditionalAccessTable(first.versionNumber(), Descriptors.concat(loops));
    }

    /**
     * Writes the table in one section, with other PIDs.
     *
     * @param pids new PIDs by old ones; what names another PID is left out
     * @return the whole section
     * @throws IllegalStateException if it is longer than 1024 bytes
     */
    public byte[] toSection(Map<Integer, Integer> pids) {
        return new SectionWriter(TableId.CAT, RESERVED_EXTENSION, versionNumber)
                .onlySection(descriptors
                        .withoutCaPids(pid -> !pids.containsKey(pid))
                        .withCaPids(pid -> pids.getOrDefault(pid, pid))
                        .bytes());
    }

    /**
     * Finds where the EMMs are.
     *
     * @return their PIDs, rising
     */
    public Set<Integer> emmPids() {
        return Collections.unmodifiableSet(new TreeSet<>(descriptors.caPids()));
    }
}
