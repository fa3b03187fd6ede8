// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;

/** Counts in plain fields, and publishes them once per buffer, before the buffer moves on. */
final class ContinuityStage implements BufferStage {

    private final ContinuityLedger totals;
    private final BooleanSupplier anew;
    private final BooleanSupplier excuse;
    private final ContinuityCounter counter = new ContinuityCounter();

    private long packets;
    private long nullPackets;
    private long scrambledPackets;
    private long transportErrors;
    private long excusedErrors;
    private long excusedPackets;

    ContinuityStage(ContinuityLedger totals, BooleanSupplier anew, BooleanSupplier excuse) {
        this.anew = anew;
        this.excuse = excuse;
        this.totals = totals;
        publish();
    }

    @Override
    public ByteBuf apply(ByteBuf buffer) {
        if (anew.getAsBoolean()) {
            counter.reset();
        }
        int end = buffer.writerIndex() - TsPacket.LENGTH;
        for (int packet = buffer.readerIndex(); packet <= end; packet += TsPacket.LENGTH) {
            count(buffer, packet);
        }
        publish();
        return buffer;
    }

    private void count(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        packets++;
        if (TsPacket.transportError(header)) {
            transportErrors++;
            return;
        }
        if (TsPacket.pid(header) == Pid.NULL) {
            nullPackets++;
            return;
        }
        if (TsPacket.scramblingControl(header) != 0) {
            scrambledPackets++;
        }
        check(buffer, packet);
    }

    private void check(ByteBuf buffer, int packet) {
        long missingBefore = counter.missingPackets();
        if (!counter.check(buffer, packet) && excuse.getAsBoolean()) {
            excusedErrors++;
            excusedPackets += counter.missingPackets() - missingBefore;
            counter.reset();
            counter.check(buffer, packet);
        }
    }

    private void publish() {
        totals.set(
                packets,
                nullPackets,
                scrambledPackets,
                transportErrors,
                counter.errors() - excusedErrors,
                counter.missingPackets() - excusedPackets,
                counter.duplicates());
    }
}
