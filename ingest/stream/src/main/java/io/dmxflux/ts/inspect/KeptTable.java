// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.psi.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sections of one table as they came last. Threading: one thread. */
final class KeptTable {

    private static final long NEVER = Long.MIN_VALUE;
    private static final double NANOS = 1e9;

    private final int pid;
    private final int tableId;
    private final int extension;

    private int version;
    private @Nullable Section[] sections = new @Nullable Section[0];
    private long[] cameNanos = new long[0];

    private long count;
    private long lastNanos;
    private long intervalNanos = NEVER;
    private int bytes;

    KeptTable(int pid, int tableId, int extension) {
        this.pid = pid;
        this.tableId = tableId;
        this.extension = extension;
    }

    int tableId() {
        return tableId;
    }

    int extension() {
        return extension;
    }

    /** Returns how many bytes its sections have. */
    int bytes() {
        return bytes;
    }

    /** Tells whether it has a section of that number. */
    boolean has(Section section) {
        int number = section.sectionNumber();
        return number < sections.length && sections[number] != null;
    }

    /** Takes a section, which is copied unless it is a repetition. */
    void add(Section section, long now) {
        int number = section.sectionNumber();
        if (number > section.lastSectionNumber()) {
            return;
        }
        if (section.versionNumber() != version || section.lastSectionNumber() + 1 != sections.length) {
            begin(section);
        }
        Section known = sections[number];
        if (known == null || !isSame(known, section)) {
            bytes += section.length() - (known == null ? 0 : known.length());
            sections[number] = section.copy();
        }
        if (cameNanos[number] != NEVER) {
            intervalNanos = now - cameNanos[number];
        }
        cameNanos[number] = now;
        lastNanos = now;
        count++;
    }

    private void begin(Section section) {
        version = section.versionNumber();
        sections = new @Nullable Section[section.lastSectionNumber() + 1];
        cameNanos = new long[sections.length];
        Arrays.fill(cameNanos, NEVER);
        bytes = 0;
    }

    /** Where there is no checksum, or nothing but a time, each one is another. */
    private static boolean isSame(Section known, Section section) {
        return section.hasSyntax() && known.crc32() == section.crc32();
    }

    InspectedTable table(long now) {
        List<Section> known = Arrays.stream(sections)
                .filter(Objects::nonNull)
                .map(Section.class::cast)
                .toList();
        return new InspectedTable(
                pid,
                tableId,
                extension,
                version,
                sections.length,
                count,
                intervalNanos == NEVER ? null : (Double) (intervalNanos / NANOS),
                (now - lastNanos) / NANOS,
                known);
    }
}
