// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the time of a Time and Date Table or Time Offset Table.
 * <pre>
 *   UTC_time   | Modified Julian Date (16) | hours (2 digits) | minutes (2 digits) | seconds (2 digits) |    four bits a digit
 * </pre>
 *
 * <p><b>Units:</b> seconds, in UTC. The day count ends on 22 April 2038.
 * <p><b>Errors:</b> none: invalid digits and times are read as absent; so is the field of all ones, which the standard
 * defines as undefined.
 * <p><b>Source:</b> ETSI EN 300 468 5.2.5, 5.2.6 and Annex C.
 */
public final class TimeAndDate {

    /** Bytes of {@code UTC_time}. */
    static final int LENGTH = 5;

    private static final int EPOCH_AS_MJD = 40_587;
    private static final int MAX_DIGIT = 9;
    private static final int MAX_HOUR = 23;
    private static final int MAX_MINUTE_OR_SECOND = 59;

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
        return in.has(LENGTH) ? Optional.ofNullable(readTime(in)) : Optional.empty();
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
        if (!in.has(LENGTH)) {
            return List.of();
        }
        in.readBytes(LENGTH);
        return in.readDescriptors().stream()
                .filter(LocalTimeOffsetDescriptor.class::isInstance)
                .flatMap(descriptor -> ((LocalTimeOffsetDescriptor) descriptor).offsets().stream())
                .toList();
    }

    /** Reads {@code UTC_time}; null if it is none. */
    static @Nullable Instant readTime(SectionReader in) {
        return time(in.readShort(), in.readByte(), in.readByte(), in.readByte());
    }

    /** Reads a duration of up to 99 hours; null if it is none. */
    static @Nullable Duration readDuration(SectionReader in) {
        return duration(in.readByte(), in.readByte(), in.readByte());
    }

    /**
     * Makes a time of its fields.
     *
     * @param mjd the Modified Julian Date, 16 bits
     * @param hourDigits two digits of four bits, as the next two
     * @param minuteDigits of minutes
     * @param secondDigits of seconds
     * @return UTC; {@code null} if it is no time
     */
    public static @Nullable Instant time(int mjd, int hourDigits, int minuteDigits, int secondDigits) {
        Duration time = duration(hourDigits, minuteDigits, secondDigits);
        return time == null || time.toHours() > MAX_HOUR
                ? null
                : LocalDate.ofEpochDay(mjd - EPOCH_AS_MJD)
                        .atStartOfDay()
                        .plus(time)
                        .toInstant(ZoneOffset.UTC);
    }

    /**
     * Makes a duration of its fields.
     *
     * @param hourDigits two digits of four bits, as the next two
     * @param minuteDigits of minutes
     * @param secondDigits of seconds
     * @return up to 99 hours; {@code null} if it is none
     */
    public static @Nullable Duration duration(int hourDigits, int minuteDigits, int secondDigits) {
        int hours = decimal(hourDigits);
        int minutes = decimal(minuteDigits);
        int seconds = decimal(secondDigits);
        boolean sound = hours >= 0 && isMinuteOrSecond(minutes) && isMinuteOrSecond(seconds);
        return sound ? Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds) : null;
    }

    private static boolean isMinuteOrSecond(int value) {
        return value >= 0 && value <= MAX_MINUTE_OR_SECOND;
    }

    /** Reads two digits of four bits; -1 if one of them is none. */
    private static int decimal(int digits) {
        int tens = digits >>> 4;
        int units = digits & 0x0F;
        return tens > MAX_DIGIT || units > MAX_DIGIT ? -1 : 10 * tens + units;
    }
}
