// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.check.Check;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Continuity;
import io.dmxflux.packet.ExpectedHeaders;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketMemory;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PesHeader;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a stream by TR 101 290 as it passes; the rules are in {@link io.dmxflux.ts.tr101290}.
 * <pre>
 *   packet --ExpectedHeaders--&gt; nothing to look at: nine of ten
 *              |
 *              +--&gt; gaps, errors; PCR --&gt; ClockCheck; PTS --&gt; PidCheck; tables --&gt; TableChecks
 *                                       and each 100 ms: what is overdue
 * </pre>
 *
 * <p><b>Shape:</b> buffers of whole aligned packets; bytes behind the last whole one are ignored.
 * <p><b>Ownership:</b> a buffer stays the caller's.
 * <p><b>Threading:</b> one thread at a time. Nothing is allocated but for what comes for the first time: a PID, an error of a PID,
 * another table.
 * <p><b>Losses:</b> a {@link Loss} before a buffer is not the stream's: what is expected behind it is expected from there on. A
 * sender that checks what it sends counts it nevertheless, see {@link #ofSender}.
 * <p><b>Errors:</b> none by content.
 */
public final class Tr101290Monitor {

    private static final long SWEEP_NANOS = 100_000_000;
    private static final String NO_TIME = "without PCRs there is no time";
    private final Tr101290Config config;
    private final boolean ofSender;
    private final LimitsInForce limits;
    private final IndicatorCounts counts;
    private final PacketTimes times;
    private final ExpectedHeaders headers = new ExpectedHeaders();
    private final TableChecks tables;
    private final Loss.Reader losses = new Loss.Reader();
    private final SentGaps sentGaps = new SentGaps();
    private final IntObjectMap<PidCheck> pids = new IntObjectHashMap<>();
    private final List<PidCheck> allPids = new ArrayList<>();
    private final IntObjectMap<ClockCheck> clocks = new IntObjectHashMap<>();
    private final List<ClockCheck> allClocks = new ArrayList<>();
    private final Explanations explanations;
    private long lastSweep;
    private boolean scrambled;
    private boolean hasPts;
    private boolean isSynced;
    private boolean isSilent;

    /**
     * A monitor that has seen nothing yet.
     *
     * @param config what to check
     */
    public Tr101290Monitor(Tr101290Config config) {
        this(config, change -> {});
    }

    /**
     * The same, telling changes.
     *
     * @param config what to check
     * @param onChange told inside {@link #add} when a state is raised or cleared, of one PID at a time
     */
    public Tr101290Monitor(Tr101290Config config, Consumer<IndicatorStatus> onChange) {
        this(config, false, onChange);
    }

    private Tr101290Monitor(Tr101290Config config, boolean ofSender, Consumer<IndicatorStatus> onChange) {
        this.config = Check.given(config, "config");
        this.ofSender = ofSender;
        limits = new LimitsInForce(config);
        times = new PacketTimes(config.time());
        counts = new IndicatorCounts(config, limits, Check.given(onChange, "onChange"), this::servicesOf);
        tables = new TableChecks(config, limits, counts, headers, times);
        explanations = new Explanations(limits, counts, times, tables, allClocks);
    }

    /**
     * A monitor of what is sent: of 1.3.a, 1.4, 1.5.a and 2.3, as a receiver sees them. A gap counts, no matter what made it.
     *
     * @param config limits and time; what else it has is not checked
     * @param onChange told as by any monitor
     * @return a monitor that has seen nothing yet
     */
    public static Tr101290Monitor ofSender(Tr101290Config config, Consumer<IndicatorStatus> onChange) {
        return new Tr101290Monitor(
                Check.given(config, "config").toBuilder()
                        .only(Indicator.ofSenders())
                        .build(),
                true,
                onChange);
    }

    private List<Integer> servicesOf(int pid) {
        return tables.servicesOf(pid);
    }

    /**
     * Takes the limits of another configuration, and nothing else of it. What has been counted stays. A monitor of what is sent
     * forbids more only five seconds later: the packets under way were within the limits when they arrived.
     *
     * @param next with the limits from here on
     */
    public void takeLimits(Tr101290Config next) {
        limits.take(next, ofSender);
        explanations.takeLimits();
    }

    /**
     * Looks at the next packets.
     *
     * @param buffer its readable bytes; indices stay as they are
     * @param arrivalNanos when the last of them arrived, by any clock that does not go back; ignored where PCRs tell the time
     */
    public void add(ByteBuf buffer, long arrivalNanos) {
        limits.advance(arrivalNanos);
        explanations.arrive(arrivalNanos);
        times.begin(buffer, arrivalNanos, isSilent);
        if (isSilent) {
            isSilent = false;
            explanations.lose(arrivalNanos);
            restart(times.at(buffer.readerIndex()));
        }
        if (losses.next(buffer) != null) {
            explanations.lose(arrivalNanos);
            lose(times.now());
        }
        ByteBuffer memory = PacketMemory.of(buffer);
        int end = buffer.writerIndex() - TsPacket.LENGTH;
        for (int packet = buffer.readerIndex(); packet <= end; packet += TsPacket.LENGTH) {
            int header = TsPacket.header(memory, buffer, packet);
            if (!headers.goesOn(header)) {
                look(header, buffer, packet);
            }
        }
        times.end();
        sweepIfDue(times.now());
    }

    /**
     * Takes what the alignment of the packets has met: 1.1 and 1.2, which cannot be seen in aligned packets.
     *
     * @param losses how often alignment was lost since the beginning
     * @param byteErrors how many packets had a bad sync byte since the beginning
     */
    public void sync(long losses, long byteErrors) {
        isSynced = true;
        counts.growTo(Indicator.TS_SYNC_LOSS, losses, times.now());
        counts.growTo(Indicator.SYNC_BYTE, byteErrors, times.now());
    }

    /**
     * Says that nothing arrives any more, though it could: 1.1 is raised, and nothing else can be known, until the next packets.
     *
     * @param nowNanos by the clock of arrivals
     */
    public void silence(long nowNanos) {
        long now = explanations.timeAt(nowNanos);
        if (isSilent) {
            counts.goOn(Indicator.TS_SYNC_LOSS, IndicatorCounts.STREAM, now);
        } else {
            isSilent = true;
            counts.occur(Indicator.TS_SYNC_LOSS, IndicatorCounts.STREAM, now);
        }
    }

    /** Tells whether an error of what is sent is explained, see {@link CheckTr101290#explains}. */
    boolean explains(Indicator indicator, long now) {
        return explanations.explains(indicator, now);
    }

    /** Tells, inside the listener, whether the gap of what is sent that it is told of is that of a {@link Loss}. */
    boolean isOfLoss() {
        return sentGaps.isOfLoss();
    }

    private void look(int header, ByteBuf buffer, int packet) {
        int pid = TsPacket.pid(header);
        if (pid == Pid.NULL) {
            return;
        }
        long now = times.at(packet);
        if (TsPacket.transportError(header)) {
            counts.occur(Indicator.TRANSPORT, pid, now);
            return;
        }
        int state = headers.next(header, buffer, packet);
        if (Continuity.isGap(state)) {
            sentGaps.gap(pid);
            counts.occur(Indicator.CONTINUITY, pid, now);
            allClocks.forEach(ClockCheck::missing);
        }
        sentGaps.came(pid);
        boolean isScrambled = TsPacket.scramblingControl(header) != 0;
        PidCheck check = pid(pid, now);
        check.seen(now, isScrambled);
        if (TsPacket.hasAdaptationField(header)) {
            clock(pid, buffer, packet);
        }
        if (TsPacket.payloadUnitStart(header)
                && check.isWanted()
                && PesHeader.ptsIndex(buffer, packet) != PesHeader.ABSENT) {
            check.pts(now, times.tolerance());
            hasPts = true;
        }
        tables.packet(pid, TsPacket.scramblingControl(header), buffer, packet, now);
        if (tables.hasChanged()) {
            refer(now);
        }
        sweepIfDue(now);
    }

    private PidCheck pid(int pid, long now) {
        PidCheck check = pids.get(pid);
        if (check == null) {
            check = new PidCheck(pid, limits, counts, now);
            pids.put(pid, check);
            allPids.add(check);
        }
        return check;
    }

    private void clock(int pid, ByteBuf buffer, int packet) {
        long ticks = AdaptationField.pcrTicks(buffer, packet);
        if (ticks != Pcr.ABSENT) {
            boolean discontinuity = AdaptationField.discontinuityIndicator(buffer, packet);
            times.pcr(pid, ticks, buffer, packet);
            clock(pid, times.at(packet)).pcr(ticks, times.position(packet), discontinuity, times);
        }
    }

    private ClockCheck clock(int pid, long now) {
        ClockCheck clock = clocks.get(pid);
        if (clock == null) {
            clock = new ClockCheck(pid, limits, config.time() == Tr101290Config.Time.ARRIVAL, counts, now);
            clocks.put(pid, clock);
            allClocks.add(clock);
        }
        return clock;
    }

    /** Other tables: other PIDs have to come. */
    private void refer(long now) {
        List<ProgramMapTable> maps = tables.maps();
        allPids.forEach(check -> check.want(isWanted(maps, check.pid()), now));
        for (ProgramMapTable map : maps) {
            for (ElementaryStream stream : map.streams()) {
                if (stream.kind().isPicturesOrSound() && Pid.isOfProgram(stream.elementaryPid())) {
                    pid(stream.elementaryPid(), now).want(true, now);
                }
            }
            if (Pid.isOfProgram(map.pcrPid())) {
                clock(map.pcrPid(), now);
            }
        }
        allClocks.forEach(clock -> clock.want(maps.stream().anyMatch(map -> map.pcrPid() == clock.pid()), now));
    }

    private static boolean isWanted(List<ProgramMapTable> maps, int pid) {
        return maps.stream()
                .flatMap(map -> map.streams().stream())
                .anyMatch(
                        stream -> stream.elementaryPid() == pid && stream.kind().isPicturesOrSound());
    }

    private void sweepIfDue(long now) {
        if (now - lastSweep >= SWEEP_NANOS) {
            sweep(now);
        }
    }

    /** Looks which PIDs have come, and what is overdue. */
    private void sweep(long now) {
        boolean isComplete = tables.isComplete();
        takeCame(now);
        lastSweep = now;
        scrambled = false;
        for (int i = 0; i < allPids.size(); i++) {
            PidCheck check = allPids.get(i);
            scrambled |= check.isScrambled();
            check.sweep(now, times.tolerance(), isComplete && !tables.isReferenced(check.pid()));
        }
        for (int i = 0; i < allClocks.size(); i++) {
            allClocks.get(i).sweep(now, times.tolerance());
        }
        tables.sweep(now, scrambled);
        counts.clear(now);
    }

    private void takeCame(long now) {
        for (int i = 0; i < allPids.size(); i++) {
            PidCheck check = allPids.get(i);
            if (headers.takeCame(check.pid())) {
                sentGaps.came(check.pid());
                check.seenBetween(lastSweep, now);
            }
        }
    }

    /** Expects any counter behind a loss. What is sent is seen as by a receiver, who does not know of it. */
    private void lose(long now) {
        if (ofSender) {
            takeCame(now);
            sentGaps.lose();
        } else {
            headers.reset();
            restart(now);
        }
    }

    /** Expects nothing of what was not there, but counters that go on; of what is sent, everything. */
    private void restart(long now) {
        if (ofSender) {
            return;
        }
        times.interrupt();
        allPids.forEach(check -> check.restart(now));
        allClocks.forEach(clock -> clock.interrupt(now));
        tables.restart(now);
    }

    /**
     * Returns what is known up to here.
     *
     * @return a snapshot
     */
    public Tr101290Report report() {
        List<IndicatorStatus> statuses =
                counts.statuses().stream().map(this::known).toList();
        List<ClockStatus> measured = allClocks.stream()
                .sorted((one, other) -> Integer.compare(one.pid(), other.pid()))
                .map(clock -> clock.status(tables.clockOf(clock.pid())))
                .toList();
        return new Tr101290Report(Duration.ofNanos(times.now()), config.time(), statuses, measured);
    }

    /**
     * Returns the counts up to here, of all PIDs together.
     *
     * @return a snapshot
     */
    public Tr101290Stats stats() {
        return new Tr101290Stats(counts.stats().stream()
                .map(stats -> unknown(stats.indicator(), stats.state()) == null ? stats : stats.unknown())
                .toList());
    }

    private IndicatorStatus known(IndicatorStatus status) {
        String reason = unknown(status.indicator(), status.state());
        return reason == null ? status : status.unknown(reason);
    }

    /** Returns why something cannot be known now; what never occurred may be what cannot. */
    private @Nullable String unknown(Indicator indicator, IndicatorState state) {
        if (isSilent && !times.isEmpty() && indicator != Indicator.TS_SYNC_LOSS && state != IndicatorState.UNKNOWN) {
            return ofSender ? "nothing is sent" : "nothing arrives";
        }
        return state == IndicatorState.NEVER ? unknown(indicator) : null;
    }

    private @Nullable String unknown(Indicator indicator) {
        if (times.isEmpty()) {
            return "no packet has come";
        }
        return switch (indicator) {
            case TS_SYNC_LOSS, SYNC_BYTE -> isSynced ? null : "packets are aligned before they come here";
            case CONTINUITY, TRANSPORT, CRC -> null;
            case PCR_REPETITION, PCR_DISCONTINUITY -> allClocks.isEmpty() ? "no PCR has come" : null;
            case PCR_ACCURACY -> allClocks.isEmpty() ? "no PCR has come" : unknownAccuracy();
            case PTS -> !times.isKnown() ? NO_TIME : hasPts ? null : "no PTS of video or audio has come in the clear";
            case PMT, PID -> !times.isKnown() ? NO_TIME : tables.hasPat() ? null : "no PAT has come";
            case UNREFERENCED_PID ->
                !times.isKnown() ? NO_TIME : tables.isComplete() ? null : "not all PMTs of the PAT have come";
            default -> times.isKnown() ? null : NO_TIME;
        };
    }

    private @Nullable String unknownAccuracy() {
        boolean isKnown = allClocks.stream().anyMatch(ClockCheck::hasAccuracy);
        return isKnown ? null : allClocks.get(0).accuracyReason();
    }
}
