// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.split.StreamStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What is missing of the streams of one service, whose PIDs may change: of each stream from when it is first seen here to when
 * it is last. It has to be told of each change, of the streams before and after it.
 *
 * <p><b>Threading:</b> any.
 */
final class ServiceLosses {

    private final IntUnaryOperator missingOfPid;
    private final BookAccount missing = new BookAccount();
    private final Map<Integer, Integer> before = new HashMap<>();

    /**
     * Nothing is missing yet.
     *
     * @param missingOfPid how many packets of a PID are missing so far, at least
     */
    ServiceLosses(IntUnaryOperator missingOfPid) {
        this.missingOfPid = missingOfPid;
    }

    /** Looks at the streams that the service has now, and returns what is missing so far, at least. */
    synchronized BookEntry of(List<StreamStats> streams) {
        before.keySet().retainAll(streams.stream().map(StreamStats::pid).toList());
        for (StreamStats stream : streams) {
            int now = missingOfPid.applyAsInt(stream.pid());
            Integer last = before.put(stream.pid(), now);
            missing.add((long) (last == null ? 0 : now - last) * TsPacket.LENGTH);
        }
        return missing.entry();
    }
}
