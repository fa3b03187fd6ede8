// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.time.Duration;
import java.util.Locale;

/**
 * The times that decide when there is an error, with those of TR 101 290 as defaults. Where it leaves one to the user, or
 * points to EN 300 468 and TR 101 211, it says so. Each can be set by its name, such as {@code pcr-repetition}.
 */
public enum Limit {
    /** 1.3.a: longest time from one section of the PAT to the next. */
    PAT(500),
    /** 1.5.a: longest time from one PMT of a program to the next. */
    PMT(500),
    /** 1.6: longest absence of a video or audio PID that a PMT names. The user's to set, at most 5 s. */
    PID(5_000),
    /** 2.3.a: longest time from one PCR to the next. */
    PCR_REPETITION(100),
    /** 2.3.b: longest step from the value of one PCR to that of the next. */
    PCR_STEP(100),
    /** 2.4: most that a PCR may be off, either way (ISO/IEC 13818-1 2.4.2.2). */
    PCR_ACCURACY(Duration.ofNanos(500)),
    /** 2.5: longest time from one PTS to the next, of video and audio in the clear. */
    PTS(700),
    /** 2.6: longest time without a CAT while packets are scrambled. TR 101 290 sets none. */
    CAT(2_000),
    /** 3.1.a: longest time from one section of the NIT to the next. */
    NIT(10_000),
    /** 3.5.a: the same of the SDT. */
    SDT(2_000),
    /** 3.6.a: the same of the present events, and of the following ones. */
    EIT(2_000),
    /** 3.1.b, 3.5.b, 3.6.b: the same of each section of other networks' and streams' tables; also of a BAT (3.2). */
    OTHER(10_000),
    /** 3.2: the same of each section of an event schedule; TR 101 211: 10 s for the first days, 30 s for the rest. */
    SCHEDULE(30_000),
    /** 3.8: longest time from one TDT to the next; of a TOT (3.2) too. */
    TDT(30_000),
    /** 3.1.a, 3.2, 3.5.a, 3.6.a, 3.7, 3.8: shortest time between two sections of one table. */
    SHORTEST(25),
    /** 3.4.a: how long a PID may come before a table names it. */
    UNREFERENCED(500),
    /** How long after the last error a state is raised. TR 101 290 sets none. */
    CLEAR(5_000);

    private final Duration time;

    Limit(long millis) {
        this(Duration.ofMillis(millis));
    }

    Limit(Duration time) {
        this.time = time;
    }

    /**
     * Returns the default.
     *
     * @return a time, more than zero
     */
    public Duration time() {
        return time;
    }

    /** Its name in lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
