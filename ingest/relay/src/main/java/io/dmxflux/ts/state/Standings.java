// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.text.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How each input, service and output stands, and since when.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Standings {

    private final Map<String, Standing> standings = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    /** How one stands. */
    record Standing(Condition state, @Nullable Reason reason, Instant since) {

        @Nullable
        String what() {
            return reason == null ? null : reason.what();
        }

        @Nullable
        String advice() {
            return reason == null ? null : reason.advice();
        }

        private boolean isAs(Complaint complaint) {
            return state == complaint.condition() && complaint.reason().equals(reason);
        }
    }

    /**
     * Takes what there is to complain of.
     *
     * @param id whose
     * @param complaints none if all is well
     * @param opened when it was opened; null if that is when it is first seen
     * @param now the time
     * @return how it stands
     */
    Standing take(String id, List<Complaint> complaints, @Nullable Instant opened, Instant now) {
        seen.add(id);
        Standing before = standings.get(id);
        Complaint worst = Complaint.worst(complaints);
        Standing next = worst == null ? well(before, opened, now) : ill(before, worst, now);
        standings.put(id, next);
        return next;
    }

    private static Standing well(@Nullable Standing before, @Nullable Instant opened, Instant now) {
        if (before == null) {
            return new Standing(Condition.OK, null, opened == null ? now : opened);
        }
        return before.state() == Condition.OK ? before : new Standing(Condition.OK, null, now);
    }

    private static Standing ill(@Nullable Standing before, Complaint worst, Instant now) {
        Instant since = worst.since();
        if (since == null) {
            since = before != null && before.isAs(worst) ? before.since() : now;
        }
        return new Standing(worst.condition(), worst.reason(), since);
    }

    /** Forgets those that were not there since the last call. */
    void forgetOthers() {
        standings.keySet().retainAll(seen);
        seen.clear();
    }
}
