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
 * Follows one counter of losses. They begin when it grows, and are over when it has not grown for {@link CounterGrowth#QUIET};
 * what is lost again and again in between is one trouble.
 *
 * <p><b>Threading:</b> one thread.
 */
final class LossWatch {

    private final Trouble.Subject subject;
    private final LossKind kind;
    private final CounterGrowth lost;
    private final SortedSet<String> reasons = new TreeSet<>();

    LossWatch(Trouble.Subject subject, LossKind kind, long total) {
        this.subject = subject;
        this.kind = kind;
        this.lost = new CounterGrowth(total);
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
        CounterGrowth.Change change = lost.look(earlier, now, count);
        if (change == CounterGrowth.Change.BEGAN) {
            reasons.clear();
        }
        if (lost.grewAt(now)) {
            reasons.addAll(names);
        }
        return switch (change) {
            case BEGAN -> Optional.of(new RelayEvent.TroubleBegan(losses()));
            case OVER -> Optional.of(new RelayEvent.TroubleOver(losses(), lost.lasted()));
            case NONE -> Optional.empty();
        };
    }

    /** Leaves out what has been lost since the last look, as it is told otherwise. */
    void skip(long count) {
        lost.skip(count);
    }

    private Trouble.Losses losses() {
        return new Trouble.Losses(subject, kind, lost.amount(), reasons);
    }
}
