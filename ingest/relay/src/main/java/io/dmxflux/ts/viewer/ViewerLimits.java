// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.check.Check;
import io.dmxflux.ts.hls.Segmenter;
import java.time.Duration;

/**
 * What viewers may take.
 *
 * @param viewers connections that have a transport stream, at most; players of HTTP Live Streaming are not counted
 * @param behindBytes how many bytes a viewer may be behind
 * @param behind for how long a batch may wait for its viewer
 * @param segmentBytes what the segments of one service may have
 * @param linger how long a service is kept after its last viewer
 * @param patience how long viewers wait for a service that has left
 * @param pause a player of HTTP Live Streaming that has not asked for so long does not play any more
 */
public record ViewerLimits(
        int viewers,
        int behindBytes,
        Duration behind,
        long segmentBytes,
        Duration linger,
        Duration patience,
        Duration pause) {

    /** For a relay that sends as well. */
    public static final ViewerLimits DEFAULT = new ViewerLimits(
            250,
            2 << 20,
            Duration.ofSeconds(5),
            64 << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Segmenter.TARGET.multipliedBy(3));

    /**
     * Checks every value.
     *
     * @param viewers 1 or more
     * @param behindBytes 64 kB or more, as a batch has 42
     * @param behind any
     * @param segmentBytes a megabyte or more
     * @param linger any
     * @param patience any
     * @param pause any
     * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}
     */
    public ViewerLimits {
        Check.argument(viewers >= 1, "viewers", viewers, "1 or more");
        Check.argument(behindBytes >= 1 << 16, "behindBytes", behindBytes, "65536 or more");
        Check.argument(segmentBytes >= 1 << 20, "segmentBytes", segmentBytes, "1048576 or more");
    }
}
