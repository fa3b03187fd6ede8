// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.ts.event.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * Why something is not as it should be, in the words of the line that tells of it.
 *
 * @param what is wrong, without the subject, which is known where this is shown
 * @param advice what to do; null if the line says nothing more
 */
public record Reason(String what, @Nullable String advice) {

    private static final String BEHIND = "; ";

    /**
     * Takes the line of a trouble apart.
     *
     * @param trouble that has begun
     * @return its words
     */
    public static Reason of(Trouble trouble) {
        return of(TroubleText.began(trouble));
    }

    /**
     * Takes a line apart.
     *
     * @param line what is wrong, and perhaps behind the first semicolon what to do
     * @return both
     */
    public static Reason of(String line) {
        int end = line.indexOf(BEHIND);
        return end < 0
                ? new Reason(line, null)
                : new Reason(line.substring(0, end), line.substring(end + BEHIND.length()));
    }

    /**
     * Takes a line of an event apart.
     *
     * @param line as a terminal gets it
     * @param subject with which it begins, and which is left out
     * @return its words
     */
    public static Reason of(String line, String subject) {
        String begin = EventText.of(subject);
        return of(line.startsWith(begin) ? line.substring(begin.length()) : line);
    }
}
