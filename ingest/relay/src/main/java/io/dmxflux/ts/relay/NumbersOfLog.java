// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.op.DatagramBursts;
import io.netty.buffer.ByteBuf;

/**
 * Tells, once, of packets out of a log that are not the datagrams which the log has: RTP outputs send them with other numbers, and a
 * receiver cannot merge them with those of another relay.
 *
 * <p><b>Threading:</b> that of the stream.
 */
final class NumbersOfLog {

    private static final int DATAGRAM_BYTES = DatagramBursts.PACKETS_PER_DATAGRAM * TsPacket.LENGTH;

    private final String input;
    private final RelayEvent.Listener listener;
    private boolean numbered;
    private boolean lacking;
    private boolean told;
    private long next;

    NumbersOfLog(String input, RelayEvent.Listener listener) {
        this.input = input;
        this.listener = listener;
    }

    /** Looks at the next packets; of what is in no log nothing has numbers. */
    void look(ByteBuf packets) {
        if (told) {
            return;
        }
        LoggedDatagrams logged = LoggedDatagrams.of(packets);
        if (logged != null && logged.count() == DatagramBursts.divideUp(packets.readableBytes(), DATAGRAM_BYTES)) {
            numbered = true;
            next = logged.first() + logged.count();
        } else {
            lacking = true;
        }
        if (numbered && lacking) {
            told = true;
            listener.tell(new InputEvent.LogRead(input, new LogEvent.OtherDatagrams(input, next)));
        }
    }
}
