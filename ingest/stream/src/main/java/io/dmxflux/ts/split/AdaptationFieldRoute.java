// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Sends the adaptation fields of a PID whose sections an output writes itself, or does not send: each one with a PCR, or
 * other content, in a packet without payload on the output's PID.
 *
 * <p>A PCR may be on any PID but that of null packets, so also on that of the PMT, of the PAT or of the CAT.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 (table 2-3: which PIDs may have a PCR; {@code continuity_counter}).
 */
final class AdaptationFieldRoute implements RouteTable.Route {

    private final OutputPid output;
    private final ByteBuf alone = Unpooled.buffer(TsPacket.LENGTH);

    AdaptationFieldRoute(OutputPid output) {
        this.output = output;
        alone.writerIndex(TsPacket.LENGTH);
    }

    @Override
    public boolean packet(ByteBuf buffer, int packet, int header, long dueNanos) {
        if (!TsPacket.transportError(header) && AdaptationField.hasContent(buffer, packet)) {
            output.addBeside(alone, 0, AdaptationField.copyAlone(buffer, packet, alone, 0), dueNanos);
        }
        return false;
    }
}
