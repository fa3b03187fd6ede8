// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.log.LogFeed;

/** What of the book of a feed came from one sink: what is in it since. */
final class FedBytes {

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
}
