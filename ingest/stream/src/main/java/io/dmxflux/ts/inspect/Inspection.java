// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.check.Check;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Continuity;
import io.dmxflux.packet.ExpectedHeaders;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.analysis.PidKinds;
import io.dmxflux.ts.guide.ProgrammeGuide;
import io.dmxflux.ts.tr101290.PacketTimes;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Looks into a multiplex as it passes, and passes every buffer on unchanged: what is in it now.
 * <pre>
 *   packet --PidCounters--ExpectedHeaders--&gt; nothing to look at: nine of ten
 *                             |
 *                             +--&gt; gaps --&gt; PidErrors; PCR --&gt; PcrRings; tables --&gt; LiveTables --&gt; LiveFormats, the guide
 * </pre>
 *
 * <p><b>Shape:</b> buffers of whole aligned packets, as {@link io.dmxflux.ts.op.AlignPackets} makes them.
 * <p><b>Threading:</b> what it has found is asked for from any thread, and holds up the stream for as long as it takes to copy
 * counters; tables are read and series computed by who asks.
 * <p><b>Demand:</b> 1:1.
 * <p><b>Holds:</b> nothing.
 * <p><b>Discard:</b> nothing to release.
 * <p><b>Errors:</b> none by content.
 */
public final class Inspection implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private static final Comparator<InspectedTable> IN_ORDER = Comparator.comparingInt(InspectedTable::pid)
            .thenComparingInt(InspectedTable::tableId)
            .thenComparingInt(InspectedTable::extension);

    private final Object lock = new Object();
    private final boolean byArrival;
    private final LongSupplier nanoTime;

    private final ExpectedHeaders headers = new ExpectedHeaders();
    private final PacketTimes times;
    private final Loss.Reader losses = new Loss.Reader();
    private final PidCounters counters = new PidCounters();
    private final PidErrors errors = new PidErrors();
    private final ScrambledPids scrambled = new ScrambledPids();
    private final PcrRings clocks = new PcrRings();
    private final LiveTables tables = new LiveTables(headers);

    private long lastNanos;
    private @Nullable Seen seen;

    /** What was found the last time, and by which changes; found again only where there are others. */
    private record Seen(int changes, MultiplexTables tables, List<InspectedService> services) {}

    /** An inspection of a stream that arrives at its own pace. */
    public Inspection() {
        this(Tr101290Config.Time.ARRIVAL);
    }

    /**
     * An inspection that has seen nothing yet.
     *
     * @param time what tells the time of packets; by their PCRs, arrivals tell no jitter
     */
    public Inspection(Tr101290Config.Time time) {
        this(time, System::nanoTime);
    }

    Inspection(Tr101290Config.Time time, LongSupplier nanoTime) {
        this.times = new PacketTimes(Check.given(time, "time"));
        this.byArrival = time == Tr101290Config.Time.ARRIVAL;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /**
     * Inspects a stream; use with {@link Flux#transform}.
     *
     * @param source runs of whole packets, in buffers that are handed over
     * @return the same buffers
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return Check.given(source, "buffers").doOnNext(this::add).doOnComplete(this::end);
    }

    /** The guide has all of a stream that is over, which may be a file that was read in a moment. */
    private void end() {
        synchronized (lock) {
            tables.guide().latest();
        }
    }

    /**
     * Takes the next buffer, where there is no Flux: a tap.
     *
     * @param buffer whole packets; it stays the caller's
     */
    public void add(ByteBuf buffer) {
        synchronized (lock) {
            add(buffer, nanoTime.getAsLong());
        }
    }

    private void add(ByteBuf buffer, long now) {
        lastNanos = now;
        times.begin(buffer, now, false);
        if (losses.next(buffer) != null) {
            headers.reset();
            times.interrupt();
            clocks.interrupt();
            tables.formats().interrupt();
        }
        int end = buffer.writerIndex() - TsPacket.LENGTH;
        for (int packet = buffer.readerIndex(); packet <= end; packet += TsPacket.LENGTH) {
            int header = TsPacket.header(buffer, packet);
            counters.count(TsPacket.pid(header));
            if (!headers.goesOn(header)) {
                look(header, buffer, packet);
            }
        }
        times.end();
        if (counters.isDue(now)) {
            counters.look(now);
            tables.look(times.now());
        }
    }

    private void look(int header, ByteBuf buffer, int packet) {
        int pid = TsPacket.pid(header);
        if (pid == Pid.NULL) {
            return;
        }
        if (TsPacket.transportError(header)) {
            counters.uncount(pid);
            return;
        }
        int state = headers.next(header, buffer, packet);
        if (Continuity.isBroken(state)) {
            missing(pid, Continuity.isGap(state));
        }
        if (TsPacket.hasPayload(header)) {
            scrambled.packet(pid, TsPacket.scramblingControl(header) != 0);
        }
        if (TsPacket.hasAdaptationField(header)) {
            clock(pid, buffer, packet);
        }
        tables.packet(pid, buffer, packet, times.at(packet));
        if (!Continuity.isDuplicate(state)) {
            tables.formats().packet(pid, buffer, packet);
        }
    }

    private void missing(int pid, boolean isError) {
        if (isError) {
            errors.count(pid, lastNanos);
        }
        clocks.missing();
        tables.formats().interrupt(pid);
    }

    private void clock(int pid, ByteBuf buffer, int packet) {
        long ticks = AdaptationField.pcrTicks(buffer, packet);
        if (ticks != Pcr.ABSENT) {
            times.pcr(pid, ticks, buffer, packet);
            clocks.of(pid, times.at(packet))
                    .add(
                            ticks,
                            times.at(packet),
                            times.position(packet),
                            AdaptationField.discontinuityIndicator(buffer, packet));
        }
    }

    /** Returns the time of the stream now, by the clock of its packets: it goes on also where nothing comes. */
    private long streamNow() {
        return times.now() + Math.max(0, nanoTime.getAsLong() - lastNanos);
    }

    private Seen seen() {
        MultiplexTables now;
        BitSet scrambledNow;
        int changes;
        synchronized (lock) {
            changes = tables.changes() + scrambled.changes();
            Seen known = seen;
            if (known != null && known.changes() == changes) {
                return known;
            }
            now = tables.picture();
            scrambledNow = scrambled.all();
        }
        Seen found = new Seen(changes, now, List.copyOf(now.services(scrambledNow)));
        synchronized (lock) {
            seen = found;
        }
        return found;
    }

    /**
     * Returns the services of the last PAT.
     *
     * @return by rising number, at most 1024; the same list for as long as nothing has changed
     */
    public List<InspectedService> services() {
        return seen().services();
    }

    /**
     * Returns what the multiplex is.
     *
     * @return its numbers, and how much comes
     */
    public InspectedMultiplex multiplex() {
        MultiplexTables found = seen().tables();
        synchronized (lock) {
            return found.multiplex(counters.allPackets(), counters.bitrateOfAll(nanoTime.getAsLong()));
        }
    }

    /**
     * Returns the PIDs that have come in the last minute, or that a table names.
     *
     * @return by rising number
     */
    public List<InspectedPid> pids() {
        Seen found = seen();
        PidCounters counted;
        PidErrors wrong;
        BitSet scrambledNow;
        synchronized (lock) {
            counted = counters.copy();
            wrong = errors.copy();
            scrambledNow = scrambled.all();
        }
        long now = nanoTime.getAsLong();
        Long all = counted.bitrateOfAll(now);
        PidKinds kinds = found.tables().kinds();
        IntFunction<List<Integer>> services = servicesByPid(found.services());
        List<InspectedPid> pids = new ArrayList<>();
        for (int pid = 0; pid < Pid.COUNT; pid++) {
            List<Integer> named = services.apply(pid);
            if (counted.isThere(pid) || !named.isEmpty()) {
                Long bitrate = counted.bitrate(pid, now);
                pids.add(new InspectedPid(
                        pid,
                        kinds.of(pid),
                        named,
                        counted.packets(pid),
                        bitrate,
                        bitrate == null || all == null || all == 0 ? null : (Double) ((double) bitrate / all),
                        scrambledNow.get(pid),
                        wrong.of(pid),
                        wrong.times(pid, now)));
            }
        }
        return pids;
    }

    private static IntFunction<List<Integer>> servicesByPid(List<InspectedService> services) {
        @Nullable List<Integer>[] byPid = newLists();
        for (InspectedService service : services) {
            service.pids().stream().forEach(pid -> {
                List<Integer> known = byPid[pid];
                List<Integer> of = known == null ? new ArrayList<>() : known;
                of.add(service.serviceId());
                byPid[pid] = of;
            });
        }
        return pid -> {
            List<Integer> of = byPid[pid];
            return of == null ? List.of() : of;
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable List<Integer>[] newLists() {
        return new @Nullable List[Pid.COUNT];
    }

    /**
     * Returns the last PCRs of a PID.
     *
     * @param pid 0 to 0x1FFF
     * @return empty if none have come in the last minute
     */
    public Optional<ClockSeries> clock(int pid) {
        PcrRing ring;
        long now;
        synchronized (lock) {
            ring = clocks.copy(pid);
            now = streamNow();
        }
        return Optional.ofNullable(ring)
                .map(copied -> new PcrDeviations(copied).series(now, byArrival))
                .filter(series -> !series.points().isEmpty());
    }

    /**
     * Returns the PIDs that have had PCRs.
     *
     * @return in ascending order
     */
    public List<Integer> clocks() {
        synchronized (lock) {
            return clocks.pids();
        }
    }

    /**
     * Returns the tables as they came last: PAT, CAT, PMTs, NIT, SDT, present and following EIT, TDT and TOT.
     *
     * @return by PID, table_id and table_id_extension
     */
    public List<InspectedTable> tables() {
        List<InspectedTable> all;
        synchronized (lock) {
            all = tables.kept().all(streamNow());
        }
        return all.stream().sorted(IN_ORDER).toList();
    }

    /**
     * Returns the programme guide.
     *
     * @return what the EITs have said
     */
    public ProgrammeGuide guide() {
        return tables.guide().guide();
    }
}
