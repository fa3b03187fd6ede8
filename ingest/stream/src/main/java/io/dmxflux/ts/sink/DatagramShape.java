// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DatagramBursts;
import java.time.Duration;

/**
 * How packets are put into datagrams.
 *
 * @param packets of a datagram, 1 to 7
 * @param full whether packets at the end of a buffer wait for the next one until their datagram is full
 * @param longestFill how long they wait for more, unless buffers come more seldom
 */
record DatagramShape(int packets, boolean full, Duration longestFill) {

    DatagramShape {
        Check.argument(
                packets >= 1 && packets <= DatagramBursts.PACKETS_PER_DATAGRAM,
                "packetsPerDatagram",
                packets,
                "1 to 7; 7 fill an Ethernet frame");
        Check.argument(!longestFill.isNegative(), "longestFill", longestFill, "not negative");
    }

    /** The payload of a full datagram, without an RTP header. */
    int payloadBytes() {
        return packets * TsPacket.LENGTH;
    }

    /** The least that is sent while more may come. */
    int leastBytes() {
        return full ? payloadBytes() : TsPacket.LENGTH;
    }
}
