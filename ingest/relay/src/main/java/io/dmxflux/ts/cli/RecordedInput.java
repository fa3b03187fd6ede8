// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.ts.plan.InputUri;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded, and the span of it. A span of a log that has begun already is read at once, as far as it is there, and then as it
 * comes.
 *
 * @param uri the input
 * @param span from when until when
 */
record RecordedInput(InputUri uri, RecordingSpan span) {

    /** Of a service, so much is read before its beginning: the last point at which a decoder can begin is there. */
    private static final Duration LEAD = Duration.ofSeconds(10);

    /** By its own clock a span may be longer than on the wall. */
    private static final Duration BEHIND = Duration.ofMinutes(1);

    private static final String NEVER = "9999-12-31T23:59:59Z";

    /**
     * Reads what a user wrote.
     *
     * @param input the input
     * @param times of the span
     * @param isWhole whether the whole multiplex is recorded, which has no point to begin at
     * @param now where and when that is
     * @throws IllegalArgumentException in one line, if it makes no sense
     */
    static RecordedInput of(String input, Times times, boolean isWhole, ZonedDateTime now) {
        InputUri uri = InputUri.parse(input);
        if (times.at == null && times.until == null) {
            return new RecordedInput(uri, new RecordingSpan(null, times.length, null, times.event));
        }
        Check.argument(
                !uri.isFinite(),
                input,
                "--at and --until",
                "without them, as what ends by itself has no time of day; --for and --event go by its own clock");
        Check.argument(
                times.at == null || !InputUri.options(input).containsKey("at"), input, "--at, and ?at=", "one of them");
        if (uri.isOfLog() && times.at != null) {
            Instant at = RecordingSpan.momentOfLog("--at", times.at, now, now.minusDays(1));
            if (at.isBefore(now.toInstant())) {
                return past(input, times, at, isWhole, now);
            }
        }
        return new RecordedInput(
                uri,
                new RecordingSpan(
                        times.at == null ? null : RecordingSpan.moment("--at", times.at, now),
                        times.length,
                        times.until == null ? null : RecordingSpan.moment("--until", times.until, now),
                        times.event));
    }

    private static RecordedInput past(String input, Times times, Instant at, boolean isWhole, ZonedDateTime now) {
        Instant until = times.until == null
                ? null
                : RecordingSpan.momentOfLog("--until", times.until, now, at.atZone(now.getZone()));
        Check.argument(until == null || until.isAfter(at), "--until", times.until, "a time later than --at");
        Instant last = until == null && times.length != null && times.event == null
                ? at.plus(times.length).plus(BEHIND)
                : until;
        Instant toCome = last != null && last.isAfter(now.toInstant()) ? last : null;
        InputUri uri = InputUri.parse(
                input,
                Map.of(
                        "at", (isWhole ? at : at.minus(LEAD)).toString(),
                        "until", end(times, last)));
        return new RecordedInput(uri, new RecordingSpan(isWhole ? null : at, times.length, toCome, times.event));
    }

    /** Without any end it is what is there. */
    private static String end(Times times, @Nullable Instant last) {
        if (times.event != null && times.until == null) {
            return NEVER;
        }
        return last == null ? "end" : last.toString();
    }

    /**
     * The options that say what the span is, as they are written.
     *
     * @param at its beginning
     * @param length how long it is
     * @param until its end
     * @param event what its event has in its title
     */
    record Times(
            @Nullable String at,
            @Nullable Duration length,
            @Nullable String until,
            @Nullable String event) {}
}
