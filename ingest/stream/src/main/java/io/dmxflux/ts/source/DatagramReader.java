// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;

/**
 * Extracts the transport stream from datagrams.
 *
 * <p><b>Threading:</b> one event loop.
 */
interface DatagramReader {

    /** Receives payloads and the gaps between them, in order. */
    interface Output {

        /**
         * Takes one payload, by copying it.
         *
         * @param payload read from its reader index; still the caller's
         */
        void payload(ByteBuf payload);

        /**
         * Takes a loss before the next payload.
         *
         * @param loss the loss
         */
        void missing(Loss loss);
    }

    /**
     * Takes the next datagram.
     *
     * @param datagram stays the caller's, which releases it after the call
     * @param dropped how many datagrams the kernel has dropped between the one before and this one
     * @param output receives none, one, or several payloads
     */
    void read(ByteBuf datagram, int dropped, Output output);

    /** Releases the payloads that wait. */
    default void release() {}

    /**
     * Reads datagrams of plain packets. Others are passed on all the same, and counted.
     *
     * @param counters where to count
     * @return a reader for one subscription
     */
    static DatagramReader plain(UdpSourceStats.Counters counters) {
        return (datagram, dropped, output) -> {
            int bytes = datagram.readableBytes();
            if (bytes % TsPacket.LENGTH != 0) {
                (isRtp(datagram) ? counters.foreign : counters.odd).incrementAndGet();
            }
            counters.bytes.addAndGet(bytes);
            if (dropped > 0) {
                output.missing(Loss.of(Loss.Account.KERNEL, bytes == 0 ? Loss.UNKNOWN : (long) dropped * bytes));
            }
            output.payload(datagram);
        };
    }

    private static boolean isRtp(ByteBuf datagram) {
        if (!RtpHeader.isRtp(datagram)) {
            return false;
        }
        ByteBuf payload = RtpHeader.payload(datagram);
        return payload.isReadable()
                && payload.readableBytes() % TsPacket.LENGTH == 0
                && TsPacket.hasSync(payload, payload.readerIndex());
    }
}
