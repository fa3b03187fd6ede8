// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;

/**
 * Sends the packets of TDT and TOT as they are. Other packets on their PID are a stream whose PMT has not come yet, and
 * belong to another service.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TimeTableRoute implements RouteTable.Route {

    private final OutputPid tables;
    private final AdaptationFieldRoute others;
    private boolean isTable;
    private boolean keepsFields;

    /**
     * Sends nothing before a section begins.
     *
     * @param tables takes the packets of sections, and the adaptation fields of all others
     */
    TimeTableRoute(OutputPid tables) {
        this.tables = tables;
        this.others = tables.adaptationFields();
    }

    /** Sets whether the adaptation fields of other packets are sent: the PCR is there. */
    void keepsFields(boolean areSent) {
        keepsFields = areSent;
    }

    @Override
    public boolean packet(ByteBuf buffer, int packet, int header, long dueNanos) {
        if (TsPacket.payloadUnitStart(header) && TsPacket.hasPayload(header) && !TsPacket.transportError(header)) {
            isTable = beginsTable(buffer, packet);
        }
        if (isTable) {
            return tables.packet(buffer, packet, header, dueNanos);
        }
        return keepsFields && others.packet(buffer, packet, header, dueNanos);
    }

    private static boolean beginsTable(ByteBuf buffer, int packet) {
        int payload = TsPacket.payloadOffset(buffer, packet);
        int section = payload < TsPacket.LENGTH ? payload + 1 + buffer.getUnsignedByte(packet + payload) : payload;
        if (section >= TsPacket.LENGTH) {
            return false;
        }
        int tableId = buffer.getUnsignedByte(packet + section);
        return tableId >= TableId.TDT && tableId <= TableId.TOT;
    }
}
