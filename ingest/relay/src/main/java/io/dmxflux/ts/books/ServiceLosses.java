// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.packet.TsPacket;
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
public final class ServiceLosses {

    private final IntUnaryOperator missingOfPid;
    private final BookAccount missing = new BookAccount();
    private final Map<Integer, Integer> before = new HashMap<>();
    private List<Integer> known = List.of();

    /**
     * Nothing is missing yet.
     *
     * @param missingOfPid how many packets of a PID are missing so far, at least
     */
    public ServiceLosses(IntUnaryOperator missingOfPid) {
        this.missingOfPid = missingOfPid;
    }

    /**
     * Looks at the PIDs that the service has now.
     *
     * @param pids a list that does not change
     * @return what is missing so far, at least
     */
    public synchronized BookEntry of(List<Integer> pids) {
        if (pids != known) {
            before.keySet().retainAll(pids);
            known = pids;
        }
        for (int i = 0; i < pids.size(); i++) { // twice a second: no iterator, and no number is boxed
            Integer pid = pids.get(i);
            int now = missingOfPid.applyAsInt(pid);
            Integer last = before.get(pid);
            if (last == null || last != now) {
                before.put(pid, now);
                missing.add((long) (last == null ? 0 : now - last) * TsPacket.LENGTH);
            }
        }
        return missing.entry();
    }
}
