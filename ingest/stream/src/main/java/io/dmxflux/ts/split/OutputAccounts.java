// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookAccount;
import io.dmxflux.packet.TsPacket;

/**
 * The accounts of one output, each counted where it happens.
 *
 * <p><b>Threading:</b> written on the splitter's thread, read from any.
 */
final class OutputAccounts {

    final BookAccount handedOn = new BookAccount();
    final BookAccount policy = new BookAccount();
    final BookAccount closed = new BookAccount();
    private final BookAccount routed = new BookAccount();
    private final BookAccount generated = new BookAccount();
    private volatile long queuedBytes;

    /** Takes over how many packets have come so far. */
    void came(long routedPackets, long generatedPackets) {
        routed.growTo(routedPackets * TsPacket.LENGTH);
        generated.growTo(generatedPackets * TsPacket.LENGTH);
    }

    /** Sets how much waits. */
    void queued(long bytes) {
        queuedBytes = bytes;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    SplitOutputBook book() {
        return new SplitOutputBook(
                routed.entry(), generated.entry(), handedOn.entry(), policy.entry(), closed.entry(), queuedBytes);
    }
}
