// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.LatenessStats;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of a sink: what was sent, and what was refused.
 *
 * @param datagrams datagrams that the kernel took
 * @param bytes bytes of transport stream in them, without RTP headers
 * @param addedBytes bytes beside those, which the sink made itself: packets that mark a discontinuity in a file
 * @param failures refused sends by the name of the errno
 * @param lateness how late packets left, of those that were to leave at a time
 */
public record SendStats(
        long datagrams, long bytes, long addedBytes, Map<String, FailedSends> failures, LatenessStats lateness) {

    /**
     * The counts of a sink that sends nothing of its own.
     *
     * @param datagrams any
     * @param bytes any
     * @param failures any
     */
    public SendStats(long datagrams, long bytes, Map<String, FailedSends> failures) {
        this(datagrams, bytes, 0, failures, LatenessStats.NONE);
    }

    /**
     * Adds the stats of another sink.
     *
     * @param more its stats
     * @return the stats of both
     */
    public SendStats plus(SendStats more) {
        Map<String, FailedSends> all = new TreeMap<>(failures);
        more.failures.forEach((errno, refused) -> all.merge(errno, refused, FailedSends::plus));
        return new SendStats(
                datagrams + more.datagrams,
                bytes + more.bytes,
                addedBytes + more.addedBytes,
                all,
                lateness.plus(more.lateness));
    }

    /**
     * Adds how late packets came to the sink, for one that sends them at once.
     *
     * @param late of what was before the sink
     * @return the same counts, with what was late before and in it
     */
    public SendStats withLateness(LatenessStats late) {
        return late == LatenessStats.NONE
                ? this
                : new SendStats(datagrams, bytes, addedBytes, failures, late.plus(lateness));
    }

    /**
     * Returns the number of datagrams that were refused, for any reason.
     *
     * @return datagrams
     */
    public long failedDatagrams() {
        return failures.isEmpty()
                ? 0
                : failures.values().stream().mapToLong(FailedSends::datagrams).sum();
    }

    /**
     * Returns the bytes of transport stream that were refused, for any reason.
     *
     * @return bytes; 188 to the packet
     */
    public long failedBytes() {
        return failures.isEmpty()
                ? 0
                : failures.values().stream().mapToLong(FailedSends::bytes).sum();
    }
}
