// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;

/** Datagrams that are nothing but packets; those that are not are passed on all the same, and counted. */
final class UdpReader implements DatagramReader {

    private final ReceiveLedger ledger;

    UdpReader(ReceiveLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void read(ByteBuf datagram, Output output) {
        int bytes = datagram.readableBytes();
        if (bytes % TsPacket.LENGTH != 0) {
            (isRtp(datagram) ? ledger.foreign : ledger.odd).incrementAndGet();
        }
        ledger.bytes.addAndGet(bytes);
        output.payload(datagram);
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
