// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

/**
 * One thing that was looked at, told in sentences.
 *
 * @param subject what was looked at
 * @param state how it is
 * @param sentence what was found, and why
 * @param advice what to do; empty where there is nothing to do
 */
public record Finding(String subject, State state, String sentence, String advice) {

    /** How a thing is. */
    public enum State {
        /** It works. */
        WORKS,
        /** It works, and could work better. */
        LIMITED,
        /** It does not work. */
        FAILS
    }

    static Finding works(String subject, String sentence) {
        return new Finding(subject, State.WORKS, sentence, "");
    }

    static Finding limited(String subject, String sentence, String advice) {
        return new Finding(subject, State.LIMITED, sentence, advice);
    }

    static Finding fails(String subject, String sentence, String advice) {
        return new Finding(subject, State.FAILS, sentence, advice);
    }

    @Override
    public String toString() {
        String mark = switch (state) {
            case WORKS -> "ok  ";
            case LIMITED -> "note";
            case FAILS -> "FAIL";
        };
        return mark + "  " + subject + ": " + sentence + (advice.isEmpty() ? "" : " " + advice);
    }
}
