// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.books.PastBooks;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.WatchedOutput;
import io.dmxflux.ts.tr101290.Tr101290Report;
import io.dmxflux.ts.tr101290.Tr101290Stats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The outputs of one multiplex, by their plans, and what stays of those that are removed: an output that comes back goes on
 * with its counters and its book.
 *
 * <p><b>Threading:</b> every method from any thread; {@link #books} not from an event loop's.
 */
final class RelayOutputs {

    private final String input;

    /** By their plans without bounds. */
    private final Map<RelayPlan.Output, RunningOutput> outputs = new LinkedHashMap<>();

    /** Those that are removed and not closed yet. */
    private final List<RunningOutput> leaving = new ArrayList<>();

    // -- of those that are closed, by name
    private final Map<String, RelayStats.OutputStats> stats = new LinkedHashMap<>();
    private final Map<String, DepartureStats> departures = new LinkedHashMap<>();
    private final Map<String, Tr101290Report> indicators = new LinkedHashMap<>();

    /** Added to where an output leaves {@link #outputs}, so that each is in one of the two. */
    private final PastBooks<OutputBook> books = new PastBooks<>(
            OutputBook::output,
            book -> book.queuedBytes() == 0 && book.imbalanceBytes() == 0,
            OutputBook::plus,
            System::nanoTime);

    private final PastBooks<InputIndicators> pastIndicators =
            new PastBooks<>(InputIndicators::input, any -> true, InputIndicators::plus, System::nanoTime);

    /**
     * No outputs yet.
     *
     * @param input the name of the multiplex
     */
    RelayOutputs(String input) {
        this.input = input;
    }

    /** Adds an output that is about to start; one of the same plan has ended, and is closed. */
    synchronized void add(RunningOutput output) {
        RunningOutput ended = outputs.put(output.plan(), output);
        if (ended != null) {
            past(ended);
            ended.close();
            keep(ended);
        }
    }

    /** Removes outputs; what they have counted is to be kept once they are closed. */
    synchronized List<RunningOutput> remove(Predicate<RelayPlan.Output> leaves) {
        List<RunningOutput> removed = outputs.values().stream()
                .filter(output -> leaves.test(output.plan()))
                .toList();
        for (RunningOutput output : removed) {
            outputs.remove(output.plan());
            past(output);
        }
        leaving.addAll(removed);
        return removed;
    }

    /** Removes what a change of plan ends; what somebody watches goes on. */
    List<RunningOutput> leaving(RelayPlan plan, RelayPlan next, boolean changesServices) {
        return remove(output -> !next.sends(output)
                && (changesServices || plan.sends(output))
                && !(output.to() instanceof WatchedOutput));
    }

    private void past(RunningOutput output) {
        books.add(output::book);
        pastIndicators.add(() -> new InputIndicators(
                input,
                Tr101290Stats.NONE,
                Map.of(output.name(), output.indicatorStats().ended())));
    }

    /** Keeps what an output has counted that is removed and closed. */
    synchronized void keep(RunningOutput closed) {
        leaving.remove(closed);
        stats.merge(closed.name(), closed.stats().removed(), RelayStats.OutputStats::plus);
        addDepartures(departures, closed);
        indicators.put(closed.name(), closed.indicators());
    }

    private static void addDepartures(Map<String, DepartureStats> all, RunningOutput output) {
        output.departures().ifPresent(left -> all.merge(output.name(), left, DepartureStats::plus));
    }

    /** Tells whether an output is to be opened: it is not there, or has failed. One that has ended in order has sent all. */
    synchronized boolean lacks(RelayPlan.Output plan) {
        RunningOutput output = outputs.get(plan.unbounded());
        return output == null || output.ended().isCompletedExceptionally();
    }

    /** Takes the bounds and limits of a plan, which change nothing else. */
    synchronized void take(RelayPlan next) {
        outputs.values().forEach(RunningOutput::takeLimits);
        for (RelayPlan.Output plan : next.outputs()) {
            RunningOutput output = outputs.get(plan.unbounded());
            if (output != null) {
                output.take(plan.rate());
            }
        }
    }

    /** Without outputs of a plan none has failed: viewers alone are sent to. */
    synchronized boolean haveAllFailed() {
        List<RunningOutput> planned = planned().toList();
        return !planned.isEmpty()
                && planned.stream().allMatch(output -> output.ended().isCompletedExceptionally());
    }

    synchronized boolean hasAnyFailed() {
        return outputs.values().stream().anyMatch(RunningOutput::hasFailed);
    }

    /** What somebody watches besides keeps no relay alive. */
    private Stream<RunningOutput> planned() {
        return outputs.values().stream().filter(output -> !output.isWatched());
    }

    synchronized List<RunningOutput> all() {
        return List.copyOf(outputs.values());
    }

    /** Completes when every output of the plan has ended; fails if all of them have failed. */
    synchronized CompletableFuture<Void> ended() {
        List<CompletableFuture<Void>> ends = planned().map(RunningOutput::ended).toList();
        return CompletableFuture.allOf(ends.stream()
                        .map(end -> end.exceptionally(failure -> null))
                        .toArray(CompletableFuture<?>[]::new))
                .thenCompose(nothing -> ends.stream()
                        .filter(end -> !end.isCompletedExceptionally())
                        .findFirst()
                        .orElseGet(() -> ends.isEmpty() ? CompletableFuture.completedFuture(null) : ends.get(0)));
    }

    /** Returns the counters of all that there ever were. */
    synchronized List<RelayStats.OutputStats> stats() {
        Map<String, RelayStats.OutputStats> all = new LinkedHashMap<>(stats);
        leaving.forEach(output -> all.merge(output.name(), output.stats().removed(), RelayStats.OutputStats::plus));
        outputs.values().forEach(output -> all.merge(output.name(), output.stats(), RelayStats.OutputStats::plus));
        return List.copyOf(all.values());
    }

    /** Returns the counters of those that have not ended. */
    synchronized List<RelayStats.OutputStats> runningStats() {
        List<RelayStats.OutputStats> running = new ArrayList<>(outputs.size());
        for (RunningOutput output : outputs.values()) {
            if (!output.ended().isDone()) {
                RelayStats.OutputStats before = stats.get(output.name());
                running.add(before == null ? output.stats() : before.plus(output.stats()));
            }
        }
        return running;
    }

    /** Returns those that there are, in the order of the plans; behind them those that none of these plans is of. */
    synchronized List<Roster.Entry> roster(List<RelayPlan.Output> plans) {
        Map<RelayPlan.Output, RunningOutput> rest = new LinkedHashMap<>(outputs);
        List<Roster.Entry> entries = new ArrayList<>();
        for (RelayPlan.Output plan : plans) {
            RunningOutput output = rest.remove(plan.unbounded());
            if (output != null) {
                entries.add(entry(output));
            }
        }
        rest.values().forEach(output -> entries.add(entry(output)));
        return entries;
    }

    private static Roster.Entry entry(RunningOutput output) {
        return new Roster.Entry(output.plan(), !output.ended().isDone());
    }

    /** Returns how bursts have left, of all that there ever were. */
    synchronized Map<String, DepartureStats> departures() {
        Map<String, DepartureStats> all = new LinkedHashMap<>(departures);
        leaving.forEach(output -> addDepartures(all, output));
        outputs.values().forEach(output -> addDepartures(all, output));
        return all;
    }

    /** Returns the indicators of all that there ever were. */
    synchronized Map<String, Tr101290Report> indicators() {
        Map<String, Tr101290Report> all = new LinkedHashMap<>(indicators);
        outputs.values().forEach(output -> all.put(output.name(), output.indicators()));
        return all;
    }

    /** Returns the counts of the indicators of all that there ever were, and of what arrives. */
    synchronized InputIndicators indicatorStats(Tr101290Stats arrives) {
        Map<String, Tr101290Stats> sent = new LinkedHashMap<>();
        outputs.values().forEach(output -> sent.put(output.name(), output.indicatorStats()));
        return pastIndicators.plus(new InputIndicators(input, arrives, sent));
    }

    /** Returns the books of all that there ever were, read without a lock. */
    List<OutputBook> books() {
        List<Supplier<OutputBook>> all;
        synchronized (this) {
            all = books.all();
            for (RunningOutput output : outputs.values()) {
                all.add(output::book);
            }
        }
        return InputBook.byName(all);
    }
}
