// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.LossKind;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.sink.FailedSends;
import io.dmxflux.ts.source.SignalStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the counters of one relay with those of the look before: an event when a trouble begins, and when it is over.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RelayWatch {

    /** Without a packet for so long, an input is silent, and an output that has some is blocked. */
    static final Duration SILENCE = Duration.ofMillis(1_500);

    /** So long after a stop what leaves late does so because of it: it was queued, or is read with much else. */
    private static final Duration AFTER_STOP = Duration.ofSeconds(3);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Trouble.Subject input;
    private final Map<LossKind, LossWatch> losses = new EnumMap<>(LossKind.class);
    private final Map<String, OutputWatch> outputs = new HashMap<>();

    private final DatagramWatch datagrams;
    private final LockWatch lock;
    private final RateWatch rate;
    private RelayStats before;
    private Optional<Duration> lastStop = Optional.empty();
    private Duration lastArrival;

    /** When something arrived last, or would have been no wonder if nothing had. */
    private Duration lastSign;

    private long notTakenThen;
    private boolean silent;

    RelayWatch(RelayStats start) {
        input = Trouble.Subject.input(start.input());
        datagrams = new DatagramWatch(input);
        lock = new LockWatch(input);
        rate = new RateWatch(input, start.packetsIn(), start.elapsed());
        before = start;
        lastArrival = start.elapsed();
        lastSign = start.elapsed();
        notTakenThen = notTaken(start);
        start.outputs().forEach(output -> outputs.put(output.name(), new OutputWatch(output, start.elapsed())));
        lookAtLosses(start, new ArrayList<>());
    }

    /** Returns when the counters were looked at last. */
    Duration elapsed() {
        return before.elapsed();
    }

    /**
     * Looks at the counters.
     *
     * @param now the relay's
     * @param stopped whether the process stood still since the last look, in which nothing could arrive
     * @return what has changed
     */
    List<RelayEvent> look(RelayStats now, boolean stopped) {
        List<RelayEvent> events = new ArrayList<>();
        lastStop = stopped ? Optional.of(now.elapsed()) : lastStop;
        boolean blocked = lookAtOutputs(now, stopped, events);
        events.addAll(rate.look(now.bounds(), now.packetsIn(), now.elapsed(), stopped));
        boolean told = now.waitsFor().isPresent(); // with the reason
        lastSign = stopped || blocked || now.packetsIn() != before.packetsIn() ? now.elapsed() : lastSign;
        now.signal().ifPresent(signal -> lookAtLock(signal, now, events));
        lookAtArrivals(now, stopped || blocked || told || lock.isLost() || isWithoutLock(now), events);
        lookAtLosses(now, events);
        now.datagrams().ifPresent(all -> events.addAll(datagrams.look(all, now.elapsed())));
        before = now;
        return events;
    }

    /** Looks at what an input, and its outputs, had lost when it ended. */
    List<RelayEvent> lookAtEnd(RelayStats atEnd) {
        List<RelayEvent> events = new ArrayList<>();
        lookAtLosses(atEnd, events);
        for (RelayStats.OutputStats output : atEnd.outputs()) {
            OutputWatch watch = outputs.get(output.name());
            if (watch != null) {
                watch.lookAtLosses(output, atEnd.elapsed(), events);
            }
        }
        before = atEnd;
        return events;
    }

    /** Tells whether nothing arrives, also where the reason is known. */
    boolean isSilent() {
        return before.elapsed().minus(lastSign).compareTo(SILENCE) >= 0;
    }

    private boolean isAfterStop(Duration now) {
        return lastStop.filter(stop -> now.minus(stop).compareTo(AFTER_STOP) < 0)
                .isPresent();
    }

    /** An input that cannot hand on what it has is not silent. */
    private void lookAtArrivals(RelayStats now, boolean excused, List<RelayEvent> events) {
        boolean arrives = now.packetsIn() != before.packetsIn();
        Duration silence = now.elapsed().minus(lastArrival);
        if (arrives && silent) {
            silent = false;
            events.add(new RelayEvent.TroubleOver(silent(now, silence), silence));
        }
        if (arrives || excused && !silent) {
            lastArrival = now.elapsed();
            notTakenThen = notTaken(now);
        } else if (!silent && silence.compareTo(SILENCE) >= 0) {
            silent = true;
            events.add(new RelayEvent.TroubleBegan(silent(now, silence)));
        }
    }

    private Trouble.InputSilent silent(RelayStats now, Duration silence) {
        return new Trouble.InputSilent(input, silence, notTaken(now) - notTakenThen);
    }

    private static long notTaken(RelayStats now) {
        return now.datagrams()
                .map(datagrams -> datagrams.datagrams() - datagrams.payloadDatagrams())
                .orElse(0L);
    }

    /** The first lock is waited for, which is told when it takes too long. */
    private static boolean isWithoutLock(RelayStats now) {
        return now.signal().filter(signal -> !signal.isLocked()).isPresent();
    }

    private void lookAtLock(SignalStats signal, RelayStats now, List<RelayEvent> events) {
        lock.look(before.elapsed(), now.elapsed(), signal, now.stream().missingPackets())
                .ifPresent(events::add);
    }

    /** What is missing of an input without a lock is told with the lock. */
    private void lookAtLosses(RelayStats now, List<RelayEvent> events) {
        look(LossKind.MISSING_PACKETS, now.stream().missingPackets(), now, events);
        look(LossKind.TRANSPORT_ERRORS, now.stream().transportErrors(), now, events);
        look(LossKind.UNALIGNED_BYTES, now.unaligned(), now, events);
        look(LossKind.MISSING_DATAGRAMS, now.losses().networkLosses(), now, events);
        look(
                now.datagrams().isPresent() ? LossKind.KERNEL_DATAGRAMS : LossKind.KERNEL_GAPS,
                now.losses().kernelLosses(),
                now,
                events);
        now.datagrams().ifPresent(datagrams -> {
            look(LossKind.LATE_DATAGRAMS, datagrams.lateDatagrams(), now, events);
            look(LossKind.MALFORMED_DATAGRAMS, datagrams.malformedDatagrams(), now, events);
        });
        long starved = now.losses().starvedNanos() + now.losses().stalledNanos();
        look(LossKind.STARVED_MILLIS, starved / NANOS_PER_MILLI, now, events);
        look(LossKind.INPUT_DROPS, now.losses().droppedPackets(), now, events);
    }

    private void look(LossKind kind, long count, RelayStats now, List<RelayEvent> events) {
        LossWatch watch = losses.get(kind);
        if (watch == null) {
            watch = new LossWatch(input, kind, count);
            losses.put(kind, watch);
        }
        if (lock.isLost() && kind.isOfSignal()) {
            watch.skip(count);
        }
        watch.look(before.elapsed(), now.elapsed(), count, Set.of()).ifPresent(events::add);
    }

    /** Returns whether one of them holds up the input. */
    private boolean lookAtOutputs(RelayStats now, boolean stopped, List<RelayEvent> events) {
        boolean blocked = false;
        for (RelayStats.OutputStats output : now.outputs()) {
            OutputWatch watch = outputs.get(output.name());
            if (watch == null) {
                watch = new OutputWatch(output, now.elapsed());
                outputs.put(output.name(), watch);
            }
            boolean arrives = now.packetsIn() != before.packetsIn();
            watch.look(output, now.elapsed(), stopped, arrives, events);
            watch.lookAtTime(output, now.elapsed(), stopped, events);
            events.addAll(watch.service.look(output.streams(), before.elapsed(), now.elapsed(), arrives && !stopped));
            blocked |= watch.isWaitedFor();
        }
        if (outputs.size() > now.outputs().size()) {
            outputs.keySet()
                    .retainAll(now.outputs().stream()
                            .map(RelayStats.OutputStats::name)
                            .toList());
        }
        return blocked;
    }

    /** One output. */
    private final class OutputWatch {

        private final Trouble.Subject subject;
        private final ServiceWatch service;
        private final LossWatch drops;
        private final ShareWatch share;
        private final LossWatch refusals;
        private final LateWatch late;
        private final RateWatch rate;
        private Map<String, FailedSends> failures;
        private Set<String> reasons = Set.of();
        private long refused;
        private long told;
        private Duration lastTold;
        private boolean waitedFor;
        private boolean blocked;

        OutputWatch(RelayStats.OutputStats start, Duration now) {
            subject = input.output(start.name());
            service = new ServiceWatch(subject);
            drops = new LossWatch(subject, LossKind.OUTPUT_DROPS, droppedAsItLags(start));
            share = new ShareWatch(subject, start.share());
            refused = refusedBesideOutages(start);
            refusals = new LossWatch(subject, LossKind.REFUSED_PACKETS, refused);
            late = new LateWatch(subject, start.sent().lateness());
            rate = new RateWatch(subject, come(start), now);
            failures = start.sent().failures();
            told = told(start);
            lastTold = now;
        }

        /**
         * Returns the errors of the last look alone, or of the last one that had some: counts are those since the output was
         * opened, and what may have been of an outage is told later.
         */
        private Set<String> newReasons(Map<String, FailedSends> now) {
            Map<String, FailedSends> before = failures;
            failures = now;
            if (now.isEmpty()) { // as almost always, twice a second
                return Set.of();
            }
            Set<String> grown = new TreeSet<>(now.keySet());
            grown.removeIf(errno -> Objects.equals(now.get(errno), before.get(errno)));
            reasons = grown.isEmpty() ? reasons : grown;
            return reasons;
        }

        private static long come(RelayStats.OutputStats output) {
            return output.routedPackets() + output.generatedPackets();
        }

        /** What was queued when the process stopped leaves at the end of that, and a little later. */
        void lookAtTime(RelayStats.OutputStats now, Duration elapsed, boolean stopped, List<RelayEvent> events) {
            if (isAfterStop(elapsed)) {
                late.skip(now.sent().lateness());
            }
            late.look(before.elapsed(), elapsed, now.sent().lateness()).ifPresent(events::add);
            events.addAll(rate.look(now.bounds(), come(now), elapsed, stopped));
        }

        private static long droppedAsItLags(RelayStats.OutputStats output) {
            return output.droppedPackets() - output.share().droppedPackets();
        }

        /** What no outage tells. Not a file's: one that fails has ended, and is told of as that. */
        private static long refusedBesideOutages(RelayStats.OutputStats output) {
            return output.sent().failedDatagrams() == 0
                    ? 0
                    : output.packetsRefused() - output.unsentPackets() - output.outagePackets();
        }

        /** A standby of a log takes packets as well, and sends none. */
        private static long told(RelayStats.OutputStats output) {
            return output.packetsOut() + output.packetsRefused() + output.standbyPackets();
        }

        /** Tells whether it has packets, and has taken none since the last look. */
        boolean isWaitedFor() {
            return waitedFor;
        }

        void look(
                RelayStats.OutputStats now,
                Duration elapsed,
                boolean stopped,
                boolean arrives,
                List<RelayEvent> events) {
            lookAtLosses(now, elapsed, events);
            waitedFor = told(now) == told && now.queuedPackets() > 0 && (arrives || blocked || !waitsForInput(now));
            told = told(now);
            Duration silence = elapsed.minus(lastTold);
            if (!waitedFor && blocked) {
                blocked = false;
                events.add(new RelayEvent.TroubleOver(blocked(now, silence), silence));
            }
            if (!waitedFor || stopped && !blocked) {
                lastTold = elapsed;
            } else if (!blocked && silence.compareTo(SILENCE) >= 0) {
                blocked = true;
                events.add(new RelayEvent.TroubleBegan(blocked(now, silence)));
            }
        }

        void lookAtLosses(RelayStats.OutputStats now, Duration elapsed, List<RelayEvent> events) {
            drops.look(before.elapsed(), elapsed, droppedAsItLags(now), Set.of())
                    .ifPresent(events::add);
            share.look(before.elapsed(), elapsed, now.share()).ifPresent(events::add);
            refused = Math.max(refused, refusedBesideOutages(now)); // less when an outage is noticed
            refusals.look(
                            before.elapsed(),
                            elapsed,
                            refused,
                            newReasons(now.sent().failures()))
                    .ifPresent(events::add);
        }

        /** Less than a datagram waits to be filled; a blocked output has what the input could hand on, which is more. */
        private static boolean waitsForInput(RelayStats.OutputStats now) {
            return now.queuedPackets() < DatagramBursts.PACKETS_PER_DATAGRAM;
        }

        private Trouble.OutputBlocked blocked(RelayStats.OutputStats now, Duration silence) {
            return new Trouble.OutputBlocked(subject, silence, now.queuedPackets());
        }
    }
}
