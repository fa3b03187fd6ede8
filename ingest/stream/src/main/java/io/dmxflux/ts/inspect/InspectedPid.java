// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one PID carries now.
 *
 * @param pid 0 to 0x1FFF
 * @param kind a table's name (pat, pmt, eit, ...), a stream's kind (video, audio, ...), ecm, emm, pcr (a clock and nothing else),
 *     null, or unreferenced
 * @param services those whose tables name it, in ascending order
 * @param packets since inspection began, without those with {@code transport_error_indicator}
 * @param bitrate in bit/s over the last second or two; {@code null} until a second has been seen
 * @param share of the bit rate of the whole stream, 0 to 1; {@code null} if that is not known or 0
 * @param scrambled whether its last packet was
 * @param continuityErrors since inspection began: places where the counter was wrong
 * @param errorTimes when those were, of the last hour
 */
public record InspectedPid(
        int pid,
        String kind,
        List<Integer> services,
        long packets,
        @Nullable Long bitrate,
        @Nullable Double share,
        boolean scrambled,
        long continuityErrors,
        List<ErrorTime> errorTimes) {

    /**
     * A stretch of time with errors.
     *
     * @param secondsAgo when it began, at most {@value #STRETCH_SECONDS} s before the first of them
     * @param errors how many there were, at least one
     */
    public record ErrorTime(double secondsAgo, int errors) {

        /** How long a stretch is. */
        public static final int STRETCH_SECONDS = 10;
    }

    /** A PID whose lists are copied. */
    public InspectedPid {
        services = List.copyOf(services);
        errorTimes = List.copyOf(errorTimes);
    }
}
