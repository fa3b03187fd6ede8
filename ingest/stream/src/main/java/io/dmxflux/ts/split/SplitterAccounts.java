// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookMoves;
import io.dmxflux.packet.TsPacket;
import java.util.function.Supplier;

/**
 * The accounts of a splitter's input. A buffer waits until all its packets are routed, and is on its accounts at once then.
 * <pre>
 *   came --&gt; waits --&gt; routed | unwanted | replaced | foreign | closed
 *      +--------------------------------------------&gt; closed, after the end
 * </pre>
 *
 * <p><b>Threading:</b> written on the splitter's thread, read from any.
 */
final class SplitterAccounts {

    private final BookMoves moves = new BookMoves();
    private final Supplier<SplitterBook> reading = this::read;
    private final BookAccount routed = new BookAccount();
    private final BookAccount unwanted = new BookAccount();
    private final BookAccount replaced = new BookAccount();
    private final BookAccount foreign = new BookAccount();
    private final BookAccount closed = new BookAccount();
    private volatile long queuedBytes;

    /** Counts a buffer that waits to be routed. */
    void came(int bytes) {
        queuedBytes = queuedBytes + bytes;
    }

    /** Counts a buffer that came after the end. */
    void late(int bytes) {
        closed.add(bytes);
    }

    /** Counts a buffer of which all packets are routed; what is behind the last one is foreign. */
    void routed(int routedPackets, int unwantedPackets, int replacedPackets, int bytes) {
        moves.begin();
        try {
            add(routedPackets, unwantedPackets, replacedPackets);
            foreign.add(bytes % TsPacket.LENGTH);
            queuedBytes = queuedBytes - bytes;
        } finally {
            moves.end();
        }
    }

    /** Counts all that waits as closed, but for the packets of the first buffer that are routed. */
    void closed(int routedPackets, int unwantedPackets, int replacedPackets) {
        closed(routedPackets, unwantedPackets, replacedPackets, queuedBytes);
    }

    /** The same of a part of what waits. */
    void closed(int routedPackets, int unwantedPackets, int replacedPackets, long bytes) {
        long before = (long) (routedPackets + unwantedPackets + replacedPackets) * TsPacket.LENGTH;
        moves.begin();
        try {
            add(routedPackets, unwantedPackets, replacedPackets);
            closed.add(bytes - before);
            queuedBytes = queuedBytes - bytes;
        } finally {
            moves.end();
        }
    }

    private void add(int routedPackets, int unwantedPackets, int replacedPackets) {
        routed.add((long) routedPackets * TsPacket.LENGTH);
        unwanted.add((long) unwantedPackets * TsPacket.LENGTH);
        replaced.add((long) replacedPackets * TsPacket.LENGTH);
    }

    RoutingStats stats() {
        return moves.read(() -> new RoutingStats(packets(routed), packets(unwanted), packets(replaced)));
    }

    private static long packets(BookAccount account) {
        return account.bytes() / TsPacket.LENGTH;
    }

    SplitterBook book() {
        return moves.read(reading);
    }

    private SplitterBook read() {
        return new SplitterBook(
                routed.entry(), unwanted.entry(), replaced.entry(), foreign.entry(), closed.entry(), queuedBytes);
    }
}
