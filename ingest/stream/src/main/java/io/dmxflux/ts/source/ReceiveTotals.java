// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.TsPacket;

/**
 * What became of the datagrams that a source was sent, over all subscriptions.
 *
 * @param datagrams datagrams that came out of the socket
 * @param bytes bytes of payload in those that were of the right kind
 * @param oddDatagrams datagrams whose payload was not a whole number of packets; passed on for {@code AlignPackets} to
 *     mend
 * @param foreignDatagrams datagrams of the other kind: RTP where plain UDP is expected, which are passed on, or what is
 *     not RTP where RTP is, which are dropped
 * @param lostDatagrams RTP only: sequence numbers that never came, or came too late
 * @param lateDatagrams RTP only: datagrams that came twice, or after they had been given up, and are dropped
 * @param restarts RTP only: times that the sender began anew
 * @param droppedDatagrams datagrams dropped here because the subscriber lagged (policy)
 * @param kernelDroppedDatagrams datagrams that the kernel dropped because this process lagged (socket)
 */
public record ReceiveTotals(
        long datagrams,
        long bytes,
        long oddDatagrams,
        long foreignDatagrams,
        long lostDatagrams,
        long lateDatagrams,
        long restarts,
        long droppedDatagrams,
        long kernelDroppedDatagrams) {

    /**
     * Puts them on the accounts of the loss ledger; a dropped datagram counts as many packets as one has on average.
     */
    SourceStats losses() {
        long packetsPerDatagram = datagrams == 0 ? 0 : Math.round((double) bytes / datagrams / TsPacket.LENGTH);
        return new SourceStats(lostDatagrams, kernelDroppedDatagrams, 0, 0, droppedDatagrams * packetsPerDatagram);
    }
}
