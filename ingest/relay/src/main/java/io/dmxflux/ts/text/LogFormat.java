// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import java.util.Locale;

/** How messages are written. */
public enum LogFormat {
    /** Lines for people. */
    TEXT,
    /** A JSON object in each line. */
    JSON,
    /** {@code key=value} in each line. */
    LOGFMT;

    /**
     * Parses a format.
     *
     * @param key what says it, for the error
     * @param text {@code text}, {@code json} or {@code logfmt}
     * @return the format
     * @throws IllegalArgumentException in one line, if there is no such format
     */
    public static LogFormat parse(String key, String text) {
        for (LogFormat format : values()) {
            if (format.toString().equals(text)) {
                return format;
            }
        }
        throw new IllegalArgumentException(key + ": " + text + " (expected: text, json or logfmt)");
    }

    /**
     * Tells whether people read it.
     *
     * @return false if programs do
     */
    public boolean isForPeople() {
        return this == TEXT;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
