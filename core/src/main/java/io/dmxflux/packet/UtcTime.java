// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The fields in which tables of DVB have times and durations.
 * <pre>
 *   UTC_time   | Modified Julian Date (16) | hours (2 digits) | minutes (2 digits) | seconds (2 digits) |    four bits a digit
 *   duration                               | hours            | minutes            | seconds            |
 * </pre>
 *
 * <p><b>Units:</b> seconds, in UTC. The day count ends on 22 April 2038.
 * <p><b>Errors:</b> none: invalid digits and times are read as absent; so is the field of all ones, which the standard
 * defines as undefined.
 * <p><b>Source:</b> ETSI EN 300 468 5.2.4, 5.2.5 and Annex C.
 */
public final class UtcTime {

    /** Bytes of {@code UTC_time} and {@code start_time}. */
    public static final int LENGTH = 5;

    /** Bytes of {@code duration}, the last ones of a time. */
    public static final int DURATION_LENGTH = 3;

    private static final int EPOCH_AS_MJD = 40_587;
    private static final int DURATION_BITS = DURATION_LENGTH * Byte.SIZE;
    private static final int MAX_DIGIT = 9;
    private static final int MAX_HOUR = 23;
    private static final int MAX_MINUTE_OR_SECOND = 59;

    private UtcTime() {}

    /**
     * Reads a time.
     *
     * @param field its 40 bits
     * @return the time; null if it is none
     */
    public static @Nullable Instant instant(long field) {
        Duration time = duration((int) field);
        return time == null || time.toHours() > MAX_HOUR
                ? null
                : LocalDate.ofEpochDay((field >>> DURATION_BITS & 0xFFFF) - EPOCH_AS_MJD)
                        .atStartOfDay()
                        .plus(time)
                        .toInstant(ZoneOffset.UTC);
    }

    /**
     * Reads a duration of up to 99 hours.
     *
     * @param field its 24 bits; those above do not count
     * @return the duration; null if it is none
     */
    public static @Nullable Duration duration(int field) {
        int hours = decimal(field >>> 16 & 0xFF);
        int minutes = decimal(field >>> 8 & 0xFF);
        int seconds = decimal(field & 0xFF);
        boolean sound = hours >= 0 && isMinuteOrSecond(minutes) && isMinuteOrSecond(seconds);
        return sound ? Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds) : null;
    }

    /**
     * Writes a time, of which fractions of a second are left out.
     *
     * @param time from 17 November 1858 to 22 April 2038
     * @return its 40 bits
     */
    public static long field(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        long days = utc.toLocalDate().toEpochDay() + EPOCH_AS_MJD;
        return days << DURATION_BITS | digits(utc.getHour(), utc.getMinute(), utc.getSecond());
    }

    /**
     * Writes a duration, of which fractions of a second are left out.
     *
     * @param duration less than 100 hours
     * @return its 24 bits
     */
    public static int field(Duration duration) {
        return digits((int) duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    private static int digits(int hours, int minutes, int seconds) {
        return digits(hours) << 16 | digits(minutes) << 8 | digits(seconds);
    }

    private static int digits(int value) {
        return value / 10 << 4 | value % 10;
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
