// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.op.LatenessStats;
import java.time.Duration;
import java.util.Optional;

/** Tells when the packets of an output begin to leave late, and when they are in time again. */
final class LateWatch {

    private final Trouble.Subject subject;
    private final CounterGrowth late;
    private long worstNanos;

    LateWatch(Trouble.Subject subject, LatenessStats start) {
        this.subject = subject;
        this.late = new CounterGrowth(start.packets());
    }

    /**
     * Looks at the counters.
     *
     * @param earlier when they were looked at before
     * @param now when this is
     * @param stats of the output
     * @return what has changed
     */
    Optional<RelayEvent> look(Duration earlier, Duration now, LatenessStats stats) {
        CounterGrowth.Change change = late.look(earlier, now, stats.packets());
        if (change == CounterGrowth.Change.BEGAN) {
            worstNanos = stats.worstNanos();
            return Optional.of(new RelayEvent.TroubleBegan(trouble()));
        }
        worstNanos = Math.max(worstNanos, stats.worstNanos());
        return change == CounterGrowth.Change.OVER
                ? Optional.of(new RelayEvent.TroubleOver(trouble(), late.lasted()))
                : Optional.empty();
    }

    /** Leaves out what was late because the process stood still, which is told of all outputs at once. */
    void skip(LatenessStats stats) {
        late.skip(stats.packets());
    }

    private Trouble.OutputLate trouble() {
        return new Trouble.OutputLate(subject, late.amount(), Duration.ofNanos(worstNanos));
    }
}
