// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.split.ShareStats;
import java.time.Duration;
import java.util.Optional;

/** Tells when a service begins to need more than its share of the log that it comes from, and when it fits again. */
final class ShareWatch {

    /** What is a little too much is dropped at once, whenever it has filled up. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Trouble.Subject subject;
    private final CounterGrowth dropped;

    ShareWatch(Trouble.Subject subject, ShareStats start) {
        this.subject = subject;
        this.dropped = new CounterGrowth(start.droppedPackets(), QUIET);
    }

    /**
     * Looks at the counters.
     *
     * @param earlier when they were looked at before
     * @param now when this is
     * @param stats of the output
     * @return what has changed
     */
    Optional<RelayEvent> look(Duration earlier, Duration now, ShareStats stats) {
        CounterGrowth.Change change = dropped.look(earlier, now, stats.droppedPackets());
        if (change == CounterGrowth.Change.NONE) {
            return Optional.empty();
        }
        Trouble trouble = new Trouble.ShareTooSmall(subject, dropped.amount(), stats.fittingShare());
        return Optional.of(
                change == CounterGrowth.Change.BEGAN
                        ? new RelayEvent.TroubleBegan(trouble)
                        : new RelayEvent.TroubleOver(trouble, dropped.lasted()));
    }
}
