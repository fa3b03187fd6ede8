// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A moment as a user writes it: {@code -30m}, before that at which it is asked for; or {@code 2026-11-25T20:15:00+01:00}.
 *
 * <p><b>Internal.</b> Public for the rest of the relay.
 *
 * @param text as it is written
 * @param before how long before now; zero for a time of the calendar
 * @param time of the calendar; the epoch for one before now
 */
public record LogMoment(String text, Duration before, Instant time) {

    private static final String EXPECTED = "-30m, with s, m, h or d, 2026-11-25T20:15:00+01:00";

    private static final String AGO = "-";

    /**
     * Reads it.
     *
     * @param text what the user wrote, in which a {@code +} that is not escaped has become a space
     * @return the moment; empty if the text is none
     */
    public static Optional<LogMoment> parse(String text) {
        if (text.startsWith(AGO)) {
            return ShortTime.parse(text.substring(AGO.length()))
                    .map(before -> new LogMoment(text, before, Instant.EPOCH));
        }
        try {
            Instant time = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            return Optional.of(new LogMoment(text, Duration.ZERO, time));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads an option.
     *
     * @param word which it may have instead
     * @return the moment; empty without the option, or with the word
     * @throws IllegalArgumentException if it is neither
     */
    static Optional<LogMoment> option(StreamUri uri, String option, String word) {
        return uri.option(option)
                .filter(text -> !text.equals(word))
                .map(text -> parse(text).orElseThrow(() -> uri.error(option + ": " + text, EXPECTED + ", or " + word)));
    }

    /** As it can be written again. */
    @Override
    public String toString() {
        return text.replace(' ', '+');
    }

    boolean isBeforeNow() {
        return text.startsWith(AGO);
    }

    /**
     * Returns when it is.
     *
     * @param now when it is asked for
     * @return the time
     */
    public Instant at(Instant now) {
        return isBeforeNow() ? now.minus(before) : time;
    }
}
