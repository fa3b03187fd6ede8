// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;

/**
 * Looks at every packet of a stream, and tells what is in it.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets; bytes behind the last whole one are not looked at.
 * <p><b>Ownership:</b> a buffer stays the caller's.
 * <p><b>Threading:</b> one thread at a time.
 * <p><b>Errors:</b> none by content.
 */
public final class StreamAnalysis {

    private final PidCounters counters = new PidCounters();
    private final ContinuityCounter continuity = new ContinuityCounter();
    private final Loss.Reader losses = new Loss.Reader();
    private final PcrRate rate = new PcrRate();
    private final KnownServices services = new KnownServices();

    private long packets;
    private long transportErrors;

    /** An analysis that has seen nothing yet. */
    public StreamAnalysis() {}

    /**
     * Looks at the next packets.
     *
     * @param buffer its readable bytes; indices stay as they are. What it tells to be missing before it ({@link Loss}) is no error
     *     of the stream
     */
    public void add(ByteBuf buffer) {
        if (losses.next(buffer) != null) {
            continuity.reset();
            rate.interrupt();
        }
        int end = buffer.writerIndex() - TsPacket.LENGTH;
        for (int packet = buffer.readerIndex(); packet <= end; packet += TsPacket.LENGTH) {
            add(buffer, packet);
        }
    }

    private void add(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        int pid = TsPacket.pid(header);
        packets++;
        if (TsPacket.transportError(header)) {
            counters.transportErrors[pid]++;
            transportErrors++;
            return;
        }
        counters.packets[pid]++;
        if (TsPacket.scramblingControl(header) != 0) {
            counters.scrambled[pid]++;
        }
        checkContinuity(buffer, packet, pid);
        if (TsPacket.hasAdaptationField(header)) {
            readClock(buffer, packet, pid);
        }
        services.packet(pid, buffer, packet);
    }

    private void checkContinuity(ByteBuf buffer, int packet, int pid) {
        long duplicates = continuity.duplicates();
        if (!continuity.check(buffer, packet)) {
            counters.continuityErrors[pid]++;
            rate.interrupt(pid);
        }
        counters.duplicates[pid] += continuity.duplicates() - duplicates;
    }

    private void readClock(ByteBuf buffer, int packet, int pid) {
        if (AdaptationField.discontinuityIndicator(buffer, packet)) {
            rate.interrupt(pid);
        }
        long ticks = AdaptationField.pcrTicks(buffer, packet);
        if (ticks != Pcr.ABSENT) {
            counters.pcrs[pid]++;
            rate.clock(pid, ticks, packets);
        }
    }

    /**
     * Tells what was in the packets so far.
     *
     * @param syncErrors what to tell of the alignment, which is not this one's work
     * @return totals and tables, all of the same moment
     */
    public StreamReport report(long syncErrors) {
        return new StreamSummary(packets, counters, rate.packetsPerTick(), services)
                .report(syncErrors, transportErrors);
    }
}
