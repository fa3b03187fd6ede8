// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads every packet of a stream, and reports its services, PIDs, errors and bit rates.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets; bytes behind the last whole one are ignored.
 * <p><b>Ownership:</b> a buffer stays the caller's.
 * <p><b>Threading:</b> one thread at a time.
 * <p><b>Errors:</b> none by content.
 */
public final class StreamAnalysis {

    private static final double BITS_PER_PACKET = TsPacket.LENGTH * 8;

    // -- by PID
    private final long[] packetsOf = new long[Pid.COUNT];
    private final long[] continuityErrorsOf = new long[Pid.COUNT];
    private final long[] duplicatesOf = new long[Pid.COUNT];
    private final long[] transportErrorsOf = new long[Pid.COUNT];
    private final long[] scrambledOf = new long[Pid.COUNT];
    private final long[] pcrsOf = new long[Pid.COUNT];

    private final ContinuityCounter continuity = new ContinuityCounter();
    private final Loss.Reader losses = new Loss.Reader();
    private final PcrRate rate = new PcrRate();
    private final StreamFormats formats = new StreamFormats();
    private final KnownServices services = new KnownServices(formats);

    private long packets;
    private long transportErrors;

    /** An analysis that has seen nothing yet. */
    public StreamAnalysis() {}

    /**
     * Looks at the next packets.
     *
     * @param buffer its readable bytes; indices stay as they are. A {@link Loss} before it is not counted as an error of the
     *     stream
     */
    public void add(ByteBuf buffer) {
        if (losses.next(Objects.requireNonNull(buffer, "buffer: null (expected: not null)")) != null) {
            continuity.reset();
            rate.interrupt();
            formats.interrupt();
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
            transportErrorsOf[pid]++;
            transportErrors++;
            return;
        }
        packetsOf[pid]++;
        if (TsPacket.scramblingControl(header) != 0) {
            scrambledOf[pid]++;
        }
        boolean repeats = checkContinuity(buffer, packet, pid);
        if (TsPacket.hasAdaptationField(header)) {
            readClock(buffer, packet, pid);
        }
        services.packet(pid, buffer, packet);
        if (!repeats) {
            formats.packet(pid, buffer, packet);
        }
    }

    /** Counts errors, and tells whether the packet repeats the one before. */
    private boolean checkContinuity(ByteBuf buffer, int packet, int pid) {
        long duplicates = continuity.duplicates();
        if (!continuity.check(buffer, packet)) {
            continuityErrorsOf[pid]++;
            rate.interrupt(pid);
            formats.interrupt(pid);
        }
        long repeated = continuity.duplicates() - duplicates;
        duplicatesOf[pid] += repeated;
        return repeated > 0;
    }

    private void readClock(ByteBuf buffer, int packet, int pid) {
        if (AdaptationField.discontinuityIndicator(buffer, packet)) {
            rate.interrupt(pid);
        }
        long ticks = AdaptationField.pcrTicks(buffer, packet);
        if (ticks != Pcr.ABSENT) {
            pcrsOf[pid]++;
            rate.clock(pid, ticks, packets);
        }
    }

    /**
     * Reports what was in the packets so far.
     *
     * @param syncErrors the aligner's count, passed through to the report
     * @return totals and tables, all of the same moment
     */
    public StreamReport report(long syncErrors) {
        return new StreamReport(
                packets,
                packets * TsPacket.LENGTH,
                syncErrors,
                transportErrors,
                services.transportStreamId(),
                bitrate(packets),
                services.all().stream().map(this::service).toList(),
                pids().mapToObj(this::pid).toList());
    }

    private IntStream pids() {
        return IntStream.range(0, Pid.COUNT).filter(pid -> packetsOf[pid] != 0);
    }

    private ServiceReport service(KnownService service) {
        long own = service.sum(pid -> packetsOf[pid]);
        return new ServiceReport(
                service.id(),
                service.name(),
                service.provider(),
                service.type(),
                service.pmtPid(),
                service.pcrPid(pid -> pcrsOf[pid] != 0),
                service.anyPid(pid -> PidReport.comesScrambled(scrambledOf[pid], packetsOf[pid])),
                own,
                bitrate(own),
                service.streams(formats));
    }

    private PidReport pid(int pid) {
        return new PidReport(
                pid,
                services.kinds().of(pid),
                servicesOf(pid),
                packetsOf[pid],
                continuityErrorsOf[pid],
                duplicatesOf[pid],
                transportErrorsOf[pid],
                scrambledOf[pid],
                pcrsOf[pid],
                bitrate(packetsOf[pid]));
    }

    private List<Integer> servicesOf(int pid) {
        return services.all().stream()
                .filter(service -> service.has(pid))
                .map(KnownService::id)
                .toList();
    }

    /** Returns the share of the stream's rate that so many packets have. */
    private @Nullable Long bitrate(long share) {
        OptionalDouble packetsPerTick = rate.packetsPerTick();
        if (packetsPerTick.isEmpty()) {
            return null;
        }
        double whole = packetsPerTick.getAsDouble() * Pcr.TICKS_PER_SECOND * BITS_PER_PACKET;
        return Math.round(whole * share / packets);
    }
}
