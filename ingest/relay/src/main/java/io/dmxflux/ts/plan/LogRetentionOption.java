// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.sink.FileRotation;
import java.time.Duration;

/** How much of a log is kept, as a user writes it: {@code ?keep=7d&keep-bytes=500GB}, in the units of {@code rotate}. */
final class LogRetentionOption {

    private LogRetentionOption() {}

    static LogRetention of(StreamUri uri) {
        Duration age = uri.option("keep").map(text -> age(uri, text)).orElse(Duration.ZERO);
        long bytes = uri.option("keep-bytes").map(text -> bytes(uri, text)).orElse(0L);
        return new LogRetention(age, bytes);
    }

    private static Duration age(StreamUri uri, String text) {
        Duration age = amount(text).period();
        if (age.isZero()) {
            throw uri.error("keep: " + text, "a time in s, m, h or d, as 7d");
        }
        return age;
    }

    private static long bytes(StreamUri uri, String text) {
        long bytes = amount(text).bytes();
        if (bytes == Long.MAX_VALUE) {
            throw uri.error("keep-bytes: " + text, "a size in MB, GB or TB, as 500GB");
        }
        return bytes;
    }

    /** What is no amount is neither. */
    private static FileRotation amount(String text) {
        try {
            return FileRotation.parse(text);
        } catch (IllegalArgumentException e) {
            return FileRotation.NONE;
        }
    }
}
