// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.ts.plan.LogMoment;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What of a service is recorded.
 *
 * @param at when it begins; null for at once
 * @param length how long it is, by its own clock; null for no limit
 * @param until when it ends at the latest; null for no limit
 * @param event what the title of the event has that it is limited to; null for none
 */
record RecordingSpan(
        @Nullable Instant at,
        @Nullable Duration length,
        @Nullable Instant until,
        @Nullable String event) {

    private static final String FORMS =
            "now, HH:MM, or a date and time as in 2026-11-27T20:15:00 or 2026-11-27T20:15:00+01:00";

    /**
     * Reads a moment to come.
     *
     * @param option its name, for messages
     * @param text what a person wrote
     * @param now where and when that is
     * @return the moment; a time of day is the next such, a time without an offset is local
     * @throws IllegalArgumentException in one line, if it is none, or is past
     */
    static Instant moment(String option, String text, ZonedDateTime now) {
        Instant moment = read(option, text, now, now, FORMS);
        Check.argument(
                !moment.isBefore(now.toInstant()), option, text, "a time to come; what is past is read from a log");
        return moment;
    }

    /**
     * Reads a moment of a log, past or to come.
     *
     * @param option its name, for messages
     * @param text what a person wrote
     * @param now where and when that is
     * @param from the moment that a time of day is the next behind
     * @return the moment; a time without an offset is local
     * @throws IllegalArgumentException in one line, if it is none
     */
    static Instant momentOfLog(String option, String text, ZonedDateTime now, ZonedDateTime from) {
        return LogMoment.parse(text)
                .map(moment -> moment.at(now.toInstant()))
                .orElseGet(() -> read(option, text, now, from, "-30m, with s, m, h or d, " + FORMS));
    }

    private static Instant read(String option, String text, ZonedDateTime now, ZonedDateTime from, String forms) {
        try {
            if (text.equals("now")) {
                return now.toInstant();
            }
            if (text.indexOf('T') < 0) {
                ZonedDateTime sameDay = from.with(LocalTime.parse(text));
                return (sameDay.isBefore(from) ? sameDay.plusDays(1) : sameDay).toInstant();
            }
            return text.matches(".*T.*(Z|[+-]\\d.*)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(now.getZone()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(option + ": " + text + " (expected: " + forms + ")", e);
        }
    }
}
