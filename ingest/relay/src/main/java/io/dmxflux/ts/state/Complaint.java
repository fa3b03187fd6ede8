// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.text.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something is not as it should be.
 *
 * @param condition how that makes it
 * @param reason in the words of the log line
 * @param since when it began; null if that is when it is first seen
 */
record Complaint(
        Condition condition, Reason reason, @Nullable Instant since) {

    Complaint(Condition condition, Reason reason) {
        this(condition, reason, null);
    }

    /** The same as the complaint of another, which it explains. */
    Complaint of(Condition other, String subject) {
        return new Complaint(other, new Reason(subject + reason.what(), reason.advice()), since);
    }

    /** Returns the one that explains most: the first of the worst ones; null if there is none. */
    static @Nullable Complaint worst(List<Complaint> all) {
        Complaint worst = null;
        for (Complaint one : all) {
            if (worst == null || one.condition.compareTo(worst.condition) > 0) {
                worst = one;
            }
        }
        return worst;
    }
}
