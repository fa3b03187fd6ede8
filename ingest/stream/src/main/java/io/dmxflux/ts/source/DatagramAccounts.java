// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookMoves;
import io.dmxflux.book.OutageAccount;

/**
 * The accounts of a source of datagrams, in bytes of payload. Datagrams are counted in plain fields; what they add up to is
 * published once for each read of the socket, and what is handed on of it with each buffer.
 *
 * <p>A datagram that is lost is taken to be as long as the others. While all are equally long, as is usual, that is exact;
 * from the first on that differs, only the number of lost ones is told.
 *
 * <p><b>Threading:</b> one event loop, but for {@link #book} and {@link #outages}, which are for any.
 */
final class DatagramAccounts {

    /** While the network does not have what it takes. */
    final OutageAccount outages = new OutageAccount(System::nanoTime);

    private final BookMoves moves = new BookMoves();
    private final BookAccount arrived = new BookAccount();
    private final BookAccount handedOn = new BookAccount();
    private final BookAccount late = new BookAccount();
    private final BookAccount foreign = new BookAccount();
    private final BookAccount closed = new BookAccount();
    private final Lost network = new Lost();
    private final Lost kernel = new Lost();
    private volatile long queuedBytes;

    private long arrivedBytes;
    private long lateBytes;
    private long foreignBytes;
    private long closedBytes;
    private long heldBytes;
    private int payloadBytes;
    private boolean uneven;

    /** Lost datagrams of one cause: exactly so many bytes, and then so many times something. */
    private static final class Lost {

        private final BookAccount bytes = new BookAccount();
        private final BookAccount times = new BookAccount();
        private volatile long datagrams;
        private long told;

        void growTo(long total, int bytesOfEach, boolean uneven) {
            long more = total - told;
            if (more <= 0 || bytesOfEach == 0) {
                return;
            }
            told = total;
            if (uneven) {
                times.add(more);
            } else {
                datagrams += more;
                bytes.add(more * bytesOfEach);
            }
        }
    }

    void arrived(int bytes) {
        arrivedBytes += bytes;
    }

    void late(int bytes) {
        lateBytes += bytes;
    }

    void foreign(int bytes) {
        foreignBytes += bytes;
    }

    /** Counts what is copied to wait here. */
    void held(int bytes) {
        heldBytes += bytes;
    }

    /** Counts what waits no longer. */
    void letGo(int bytes) {
        heldBytes -= bytes;
    }

    /** Notes how long a datagram of the stream is. */
    void payload(int bytes) {
        uneven |= payloadBytes != 0 && bytes != payloadBytes;
        payloadBytes = bytes;
    }

    /** Counts a buffer that is emitted: it was held, and published as that. */
    void handedOn(int bytes) {
        moves.begin();
        heldBytes -= bytes;
        queuedBytes = queuedBytes - bytes;
        handedOn.add(bytes);
        moves.end();
    }

    /** Counts what is thrown away at the end. */
    void closed(int bytes) {
        closedBytes += bytes;
    }

    /** Notes that the sequence begins again, after an unknown number of datagrams. */
    void restarted() {
        network.times.add(1);
    }

    /** Makes the counts visible. */
    void publish(long lostDatagrams, long kernelDroppedDatagrams) {
        moves.begin();
        arrived.growTo(arrivedBytes);
        late.growTo(lateBytes);
        foreign.growTo(foreignBytes);
        closed.growTo(closedBytes);
        queuedBytes = heldBytes;
        moves.end();
        network.growTo(lostDatagrams, payloadBytes, uneven);
        kernel.growTo(kernelDroppedDatagrams, payloadBytes, uneven);
    }

    SourceBook book() {
        return moves.read(this::read);
    }

    private SourceBook read() {
        return new SourceBook(
                arrived.entry(),
                handedOn.entry(),
                late.entry(),
                foreign.entry(),
                closed.entry(),
                queuedBytes,
                new SourceLosses(
                                network.bytes.entry(),
                                network.datagrams,
                                late.entry(),
                                network.times.entry(),
                                0,
                                kernel.bytes.entry(),
                                kernel.datagrams,
                                kernel.times.entry(),
                                0,
                                0,
                                0)
                        .plus(SourceLosses.ofNetwork(outages)));
    }
}
