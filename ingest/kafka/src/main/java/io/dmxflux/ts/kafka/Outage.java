// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LogEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a cluster is waited for: once when it begins, with the first reason, and once when it is over, with what it has cost.
 *
 * <p><b>Threading:</b> any; listeners are told in order, under a lock.
 */
final class Outage {

    private final KafkaStream stream;
    private volatile @Nullable String problem;

    // guarded by this
    private long sinceNanos;
    private long lackingBefore;
    private boolean passedOn;

    Outage(KafkaStream stream) {
        this.stream = stream;
    }

    /** Returns the latest reason; null while nothing is waited for. */
    @Nullable
    String problem() {
        return problem;
    }

    /**
     * The cluster is waited for.
     *
     * @param reason in a phrase
     * @param nanos since when
     * @param lackingBytes what is lost so far
     */
    synchronized void begin(String reason, long nanos, long lackingBytes) {
        if (passedOn) {
            return;
        }
        boolean isNew = problem == null;
        problem = reason; // now: how long it lasts may be part of it
        if (isNew) {
            sinceNanos = nanos;
            lackingBefore = lackingBytes;
            stream.tell(new LogEvent.Waits(stream.name(), reason));
        }
    }

    /**
     * The cluster works.
     *
     * @param nanos now
     * @param lackingBytes what is lost so far
     */
    synchronized void end(long nanos, long lackingBytes) {
        if (problem != null) {
            problem = null;
            stream.tell(new LogEvent.IsBack(
                    stream.name(), Duration.ofNanos(nanos - sinceNanos), lackingBytes - lackingBefore));
        }
    }

    /** Leaves it to another to tell when it is over. Nothing begins here any more. */
    synchronized void passOn(Outage next) {
        passedOn = true;
        String waitedFor = problem;
        problem = null;
        if (waitedFor != null) {
            next.goOn(waitedFor, sinceNanos);
        }
    }

    private synchronized void goOn(String waitedFor, long since) {
        if (problem == null) {
            problem = waitedFor;
            sinceNanos = since;
            lackingBefore = 0;
        }
    }
}
