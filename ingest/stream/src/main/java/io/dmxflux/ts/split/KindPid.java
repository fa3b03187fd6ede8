// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.Optional;

/**
 * The PID of the PMT, or of the first stream of a kind; the second gets the next free one, and so on. A stream keeps its PID
 * for as long as the program has it.
 *
 * @param streams which streams; empty for the PMT
 * @param pid the first PID
 */
public record KindPid(Optional<StreamFilter> streams, int pid) {

    private static final String PMT = "pmt";

    /**
     * Reads what a user wrote.
     *
     * @param kind {@code pmt}, {@code KIND}, {@code KIND:LANGUAGE} or {@code :LANGUAGE}
     * @param pid the first PID
     * @return the rule
     * @throws IllegalArgumentException in one line, if it is none of these
     */
    public static KindPid parse(String kind, int pid) {
        if (kind.strip().equalsIgnoreCase(PMT)) {
            return new KindPid(Optional.empty(), pid);
        }
        try {
            return new KindPid(Optional.of(StreamFilter.parse(kind)), pid);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    kind + " (expected: a PID, pmt or a kind of streams, as in 0x78, video or audio:deu)", e);
        }
    }

    /** Returns what a user would write for it. */
    String kind() {
        return streams.map(StreamFilter::toString).orElse(PMT);
    }

    /**
     * Tells whether a user's word is a kind and no PID.
     *
     * @param text a key
     * @return false if it begins with a digit
     */
    public static boolean isKind(String text) {
        return !text.isBlank() && !Character.isDigit(text.strip().charAt(0));
    }
}
