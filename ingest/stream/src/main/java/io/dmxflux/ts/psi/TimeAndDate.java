// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.UtcTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the time of a Time and Date Table or Time Offset Table, which is a {@link UtcTime}.
 *
 * <p><b>Source:</b> ETSI EN 300 468 5.2.5 and 5.2.6.
 */
public final class TimeAndDate {

    private TimeAndDate() {}

    /**
     * Reads the time.
     *
     * @param section a TDT or a TOT
     * @return what it says; empty if that is no time
     * @throws IllegalArgumentException if the section is of another table
     */
    public static Optional<Instant> utc(Section section) {
        if (section.tableId() != TableId.TDT && section.tableId() != TableId.TOT) {
            throw TableId.unexpected(section, "0x70 or 0x73");
        }
        SectionReader in = new SectionReader(section);
        return in.has(UtcTime.LENGTH) ? Optional.ofNullable(readTime(in)) : Optional.empty();
    }

    /**
     * Reads the local time of each region that a Time Offset Table has.
     *
     * @param section a TOT
     * @return in the order sent; none if it says nothing of them
     * @throws IllegalArgumentException if the section is of another table
     */
    public static List<LocalTimeOffsetDescriptor.LocalTimeOffset> localOffsets(Section section) {
        TableId.expect(section, TableId.TOT);
        SectionReader in = new SectionReader(section);
        if (!in.has(UtcTime.LENGTH)) {
            return List.of();
        }
        in.readBytes(UtcTime.LENGTH);
        return in.readDescriptors().stream()
                .filter(LocalTimeOffsetDescriptor.class::isInstance)
                .flatMap(descriptor -> ((LocalTimeOffsetDescriptor) descriptor).offsets().stream())
                .toList();
    }

    /** Reads {@code UTC_time}; null if it is none. */
    static @Nullable Instant readTime(SectionReader in) {
        long day = in.readShort();
        return UtcTime.instant(day << Byte.SIZE * UtcTime.DURATION_LENGTH | durationField(in));
    }

    /** Reads a duration of up to 99 hours; null if it is none. */
    static @Nullable Duration readDuration(SectionReader in) {
        return UtcTime.duration(durationField(in));
    }

    private static int durationField(SectionReader in) {
        return in.readByte() << Short.SIZE | in.readShort();
    }
}
