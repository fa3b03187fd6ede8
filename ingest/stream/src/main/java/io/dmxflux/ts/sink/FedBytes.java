// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogFeed;
import java.util.Map;
import java.util.TreeMap;

/** What of the book of a feed came from one sink: what is in it since. */
final class FedBytes {

    /** What the log refused, whose events say why. */
    private static final String REFUSED = "log";

    /** What the log dropped of what it had taken. */
    private static final String TOO_SLOW = "log is too slow";

    private static final long DATAGRAM_BYTES = 7L * TsPacket.LENGTH;

    private final LogFeed feed;
    private final long before;

    FedBytes(LogFeed feed) {
        this.feed = feed;
        this.before = feed.book().appended().bytes();
    }

    /** Returns how much of a part is in the book, of which the feed took less as its log was closed meanwhile. */
    int of(int part, long sentBefore) {
        long more = feed.book().appended().bytes() - before - sentBefore;
        return (int) Math.max(0, Math.min(part, more));
    }

    /** Returns what a log did not take, and why. */
    static Map<String, FailedSends> failures(LogBook kept) {
        Map<String, FailedSends> failures = new TreeMap<>();
        long dropped = kept.dropped().bytes();
        long refused = kept.refused().bytes();
        if (dropped > 0) {
            failures.put(TOO_SLOW, new FailedSends(datagrams(dropped), dropped));
        }
        if (refused > 0) {
            failures.put(REFUSED, new FailedSends(0, refused));
        }
        return failures;
    }

    /** Returns how many datagrams so many bytes need. */
    static long datagrams(long bytes) {
        return (bytes + DATAGRAM_BYTES - 1) / DATAGRAM_BYTES;
    }
}
