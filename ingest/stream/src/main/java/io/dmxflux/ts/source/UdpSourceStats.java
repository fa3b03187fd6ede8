// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The counts of a {@link UdpSource} over all subscriptions.
 *
 * @param datagrams datagrams that came out of the socket
 * @param bytes bytes of payload in those of the expected kind
 * @param oddDatagrams datagrams whose payload was not a whole number of packets; passed on for {@code AlignPackets} to
 *     re-cut
 * @param foreignDatagrams datagrams of the other kind: RTP where plain UDP is expected, which are passed on, or others where
 *     RTP is expected, which are dropped
 * @param lostDatagrams RTP only: sequence numbers that were missing or late, without those that the kernel dropped (network)
 * @param lateDatagrams RTP only: datagrams that arrived twice, or after they were counted as lost, and are dropped
 * @param restarts RTP only: times that the sender restarted its sequence
 * @param kernelDroppedDatagrams datagrams that the kernel dropped because this process lagged (kernel), as known
 *     at the last read: those dropped behind the last datagram of a full socket are told once it has been read
 */
public record UdpSourceStats(
        long datagrams,
        long bytes,
        long oddDatagrams,
        long foreignDatagrams,
        long lostDatagrams,
        long lateDatagrams,
        long restarts,
        long kernelDroppedDatagrams) {

    /** Written by the event loop, read from any thread. */
    static final class Counters {

        final AtomicLong datagrams = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
        final AtomicLong odd = new AtomicLong();
        final AtomicLong foreign = new AtomicLong();
        final AtomicLong lost = new AtomicLong();
        final AtomicLong late = new AtomicLong();
        final AtomicLong restarts = new AtomicLong();
        final AtomicLong kernelDropped = new AtomicLong();

        UdpSourceStats stats() {
            return new UdpSourceStats(
                    datagrams.get(),
                    bytes.get(),
                    odd.get(),
                    foreign.get(),
                    lost.get(),
                    late.get(),
                    restarts.get(),
                    kernelDropped.get());
        }
    }
}
