// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.book.BookAccount;

/** What has become of what was read. */
final class ReadCounts {

    /** Whether the cluster has told a reader where it begins. */
    volatile boolean reached;

    final BookAccount delivered = new BookAccount();
    final BookAccount stale = new BookAccount();
    final BookAccount repeated = new BookAccount();
    final BookAccount unreadable = new BookAccount();

    KafkaReadBook book() {
        return new KafkaReadBook(delivered.entry(), stale.entry(), repeated.entry(), unreadable.entry());
    }
}
