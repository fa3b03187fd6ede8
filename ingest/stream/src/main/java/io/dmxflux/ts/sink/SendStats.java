// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.util.Map;
import java.util.TreeMap;

/**
 * The socket account of the loss ledger: what became of everything that a sink was given.
 *
 * @param datagrams datagrams that the kernel took
 * @param bytes bytes of transport stream in them, without RTP headers
 * @param failures what it refused, by the name of the errno
 */
public record SendStats(long datagrams, long bytes, Map<String, FailedSends> failures) {

    /**
     * Adds what another sink was given.
     *
     * @param more its stats
     * @return the stats of both
     */
    public SendStats plus(SendStats more) {
        Map<String, FailedSends> all = new TreeMap<>(failures);
        more.failures.forEach((errno, refused) -> all.merge(errno, refused, FailedSends::plus));
        return new SendStats(datagrams + more.datagrams, bytes + more.bytes, all);
    }

    /**
     * Adds up the datagrams that were refused, for whatever reason.
     *
     * @return datagrams
     */
    public long failedDatagrams() {
        return failures.isEmpty()
                ? 0
                : failures.values().stream().mapToLong(FailedSends::datagrams).sum();
    }

    /**
     * Adds up the bytes of transport stream that were refused, for whatever reason.
     *
     * @return bytes; 188 to the packet
     */
    public long failedBytes() {
        return failures.values().stream().mapToLong(FailedSends::bytes).sum();
    }
}
