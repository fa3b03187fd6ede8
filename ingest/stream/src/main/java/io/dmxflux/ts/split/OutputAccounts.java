// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookMoves;
import io.dmxflux.packet.TsPacket;
import java.util.function.Supplier;

/**
 * The accounts of one output, each counted as one move with what is then left to wait.
 * <pre>
 *   came(routed, generated) --&gt; waits --&gt; left(handedOn | policy | closed)
 * </pre>
 *
 * <p><b>Threading:</b> written on the splitter's thread, read from any, also from within a signal of the output.
 */
final class OutputAccounts {

    final BookAccount handedOn = new BookAccount();
    final BookAccount policy = new BookAccount();
    final BookAccount closed = new BookAccount();
    private final BookMoves moves = new BookMoves();
    private final Supplier<SplitOutputBook> reading = this::read;
    private final BookAccount routed = new BookAccount();
    private final BookAccount generated = new BookAccount();
    private volatile long queuedBytes;
    private volatile long routedPackets;
    private volatile long generatedPackets;

    /** Takes over how many packets have come so far, and how much waits with them. */
    void came(long routedPackets, long generatedPackets, long waitingBytes) {
        this.routedPackets = routedPackets;
        this.generatedPackets = generatedPackets;
        moves.begin();
        try {
            routed.growTo(routedPackets * TsPacket.LENGTH);
            generated.growTo(generatedPackets * TsPacket.LENGTH);
            queuedBytes = waitingBytes;
        } finally {
            moves.end();
        }
    }

    /** Counts what waits no longer on one of the accounts, and how much still waits without it. */
    void left(BookAccount account, long bytes, long waitingBytes) {
        moves.begin();
        try {
            account.add(bytes);
            queuedBytes = waitingBytes;
        } finally {
            moves.end();
        }
    }

    long routedPackets() {
        return routedPackets;
    }

    long generatedPackets() {
        return generatedPackets;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    SplitOutputBook book() {
        return moves.read(reading);
    }

    private SplitOutputBook read() {
        return new SplitOutputBook(
                routed.entry(), generated.entry(), handedOn.entry(), policy.entry(), closed.entry(), queuedBytes);
    }
}
