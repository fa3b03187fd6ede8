// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.LossKind;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Follows one counter of losses. They begin when it grows, and are over when it has not grown for {@link #QUIET}; what is
 * lost again and again in between is one trouble.
 *
 * <p><b>Threading:</b> one thread.
 */
final class LossWatch {

    /** So long nothing more must be lost: there are no more than two lines in this time. */
    static final Duration QUIET = Duration.ofSeconds(5);

    private final Trouble.Subject subject;
    private final LossKind kind;

    /** At the last look, and before the losses began. */
    private long total;

    private long before;
    private boolean losing;
    private Duration began = Duration.ZERO;
    private Duration grown = Duration.ZERO;
    private final SortedSet<String> reasons = new TreeSet<>();

    LossWatch(Trouble.Subject subject, LossKind kind, long total) {
        this.subject = subject;
        this.kind = kind;
        this.total = total;
    }

    /**
     * Looks at the counter.
     *
     * @param earlier when it was looked at before
     * @param now when this is
     * @param count of losses since the beginning
     * @param names of errors, if there are any
     * @return what has changed
     */
    Optional<RelayEvent> look(Duration earlier, Duration now, long count, Set<String> names) {
        boolean grows = count > total; // it becomes less when what was missing comes late
        if (grows && !losing) {
            before = total;
            began = earlier;
            reasons.clear();
        }
        total = count;
        if (grows) {
            grown = now;
            reasons.addAll(names);
        }
        if (grows && !losing) {
            losing = true;
            return Optional.of(new RelayEvent.TroubleBegan(losses()));
        }
        if (losing && now.minus(grown).compareTo(QUIET) >= 0) {
            losing = false;
            return Optional.of(new RelayEvent.TroubleOver(losses(), grown.minus(began)));
        }
        return Optional.empty();
    }

    /** Leaves out what has been lost since the last look, as it is told otherwise. */
    void skip(long count) {
        before += count - total;
        total = count;
    }

    private Trouble.Losses losses() {
        return new Trouble.Losses(subject, kind, Math.max(0, total - before), reasons);
    }
}
