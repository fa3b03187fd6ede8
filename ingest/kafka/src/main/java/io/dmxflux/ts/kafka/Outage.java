// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LogEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a cluster is waited for: once when it begins, with the reason, and once when it is over, with what it has cost.
 *
 * <p><b>Threading:</b> {@link #problem} from any thread, the rest on one.
 */
final class Outage {

    private final KafkaStream stream;
    private volatile @Nullable String problem;
    private long sinceNanos;
    private long lackingBefore;

    Outage(KafkaStream stream) {
        this.stream = stream;
    }

    /** Returns the reason; null while nothing is waited for. */
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
    void begin(String reason, long nanos, long lackingBytes) {
        if (problem == null) {
            problem = reason;
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
    void end(long nanos, long lackingBytes) {
        if (problem != null) {
            problem = null;
            stream.tell(new LogEvent.IsBack(
                    stream.name(), Duration.ofNanos(nanos - sinceNanos), lackingBytes - lackingBefore));
        }
    }
}
