// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.books.PastBooks;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.PidStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The relays of one process, by their inputs, and what stays of those that are removed: an input that comes back goes on with
 * its counters and its book.
 *
 * <p><b>Threading:</b> every method from any thread; {@link #books} not from an event loop's.
 */
final class RelayInputs {

    private volatile Map<InputUri, Run> relays = Map.of();

    private volatile boolean inspecting;

    /** When each input was first opened. */
    private final Map<String, Long> beganNanos = new ConcurrentHashMap<>();

    // -- of those that are removed

    /** Added to where a relay leaves {@link #relays}, so that each is in one of the two; guards both. */
    private final PastBooks<InputBook> books =
            new PastBooks<>(InputBook::input, RelayInputs::isSettled, InputBook::plus, System::nanoTime);

    private final PastBooks<InputIndicators> indicators =
            new PastBooks<>(InputIndicators::input, any -> true, InputIndicators::plus, System::nanoTime);

    /** By input; guarded by {@link #books}. */
    private final Map<String, Past> past = new LinkedHashMap<>();

    /** What relays of one input have counted. */
    private record Past(RelayStats stats, TransitStats transit, Map<Integer, PidStats> pids) {}

    /** A relay among others, and how it ended. */
    static final class Run {

        private final Relay relay;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        private Run(Relay relay) {
            this.relay = relay;
        }

        Relay relay() {
            return relay;
        }

        String name() {
            return relay.plan().from().name();
        }

        /** Begins to relay; the result completes, or fails, as the relay does. */
        CompletableFuture<Void> start() {
            relay.run().subscribe(nothing -> {}, ended::completeExceptionally, () -> ended.complete(null));
            return ended;
        }

        /** Tells whether a plan needs no other relay: since this one can change, or since it has done all of that plan. */
        boolean canBecome(RelayPlan next) {
            return isRunning() ? relay.canBecome(next) : failure().isEmpty() && next.asksNoMoreThan(relay.plan());
        }

        /** Opens what is new in a plan that it {@link #canBecome}. */
        Relay.Change prepare(RelayPlan next) {
            return isRunning() ? relay.prepare(next) : relay.prepareEnded(next);
        }

        boolean isRunning() {
            return !ended.isDone();
        }

        /** Returns why it ended; empty while it runs, and if it ended in order. */
        Optional<Throwable> failure() {
            return ended.isCompletedExceptionally()
                    ? ended.handle((nothing, failure) -> Optional.of(failure)).join()
                    : Optional.empty();
        }

        /** There is no state of what has ended. */
        private InputIndicators indicatorStats() {
            InputIndicators now = relay.indicatorStats();
            return isRunning() ? now : now.ended();
        }
    }

    /** Takes a relay that has been opened, and is in place after {@link #replace}; its time is counted from its input's first. */
    Run opened(Relay relay) {
        Run run = new Run(relay);
        relay.inspected().inspect(inspecting);
        beganNanos.putIfAbsent(run.name(), System.nanoTime());
        return run;
    }

    /** Puts other relays in place; of those that are not among them, which are closed, what they have counted is kept. */
    void replace(Map<InputUri, Run> next) {
        synchronized (books) {
            leaving(next.values()).forEach(run -> {
                books.add(run.relay::book);
                indicators.add(run::indicatorStats);
                past.put(run.name(), past(run));
            });
            relays = next;
        }
    }

    /** Returns the relays that are not among others. */
    List<Run> leaving(Collection<Run> next) {
        return all().stream().filter(run -> !next.contains(run)).toList();
    }

    @Nullable
    Run of(InputUri from) {
        return relays.get(from);
    }

    boolean isRunning(InputUri from) {
        Run run = of(from);
        return run != null && run.isRunning();
    }

    Collection<Run> all() {
        return relays.values();
    }

    /** Asks each relay that there is now. */
    <T> List<T> ofEach(Function<Relay, T> question) {
        return all().stream().map(run -> question.apply(run.relay)).toList();
    }

    /** Returns the counters of a relay, with those of the times before, and the time since its input first began. */
    RelayStats totalOf(Run run) {
        synchronized (books) {
            return total(run);
        }
    }

    private Past past(Run run) {
        Map<Integer, PidStats> pids = new HashMap<>(run.relay.pids());
        Past before = past.get(run.name());
        if (before != null) {
            before.pids.forEach((pid, stats) -> pids.merge(pid, stats, PidStats::plus));
        }
        return new Past(total(run), transit(run), pids);
    }

    private RelayStats total(Run run) {
        RelayStats now = run.relay.stats();
        Past before = past.get(now.input());
        long began = beganNanos.getOrDefault(now.input(), System.nanoTime());
        return (before == null ? now : before.stats.plus(now.plus(before.pids)))
                .in(Duration.ofNanos(System.nanoTime() - began));
    }

    private TransitStats transit(Run run) {
        TransitStats now = run.relay.transit();
        Past before = past.get(now.input());
        return before == null ? now : before.transit.plus(now);
    }

    /** Returns the counters of those that there are now, with those of the times before. */
    List<RelayStats> stats() {
        synchronized (books) {
            return all().stream().map(this::total).toList();
        }
    }

    /** Returns those that are in place, with their outputs. */
    List<Roster> rosters() {
        return all().stream()
                .map(run -> run.isRunning()
                        ? run.relay.roster()
                        : run.relay.roster().ended())
                .toList();
    }

    /** Returns how packets pass through those that there are now, with those of the times before. */
    List<TransitStats> transit() {
        synchronized (books) {
            return all().stream().map(this::transit).toList();
        }
    }

    /** Returns the counters of all that there ever were. */
    List<RelayStats> totals() {
        synchronized (books) {
            Map<String, RelayStats> all = new LinkedHashMap<>();
            past.forEach((input, before) -> all.put(input, before.stats));
            all().forEach(run -> all.put(run.name(), total(run)));
            return List.copyOf(all.values());
        }
    }

    /** Returns the counters of those that have not ended, without the times before. */
    List<RelayStats> runningStats() {
        List<RelayStats> running = new ArrayList<>(relays.size());
        for (Run run : all()) {
            if (run.isRunning()) {
                running.add(run.relay.runningStats());
            }
        }
        return running;
    }

    /** Returns the counters of those that have ended and are in place, without the times before. */
    List<RelayStats> endedStats() {
        if (areAllRunning()) { // as a rule, and this is asked twice a second
            return List.of();
        }
        return all().stream()
                .filter(run -> !run.isRunning())
                .map(run -> run.relay.stats())
                .toList();
    }

    /** Returns the counters of all that are in place, with outputs that have ended, without the times before. */
    List<RelayStats> lastStats() {
        return all().stream().map(run -> run.relay.stats()).toList();
    }

    /** Looks into what arrives from all that there are, and will be, or no longer. */
    void inspect(boolean wanted) {
        inspecting = wanted;
        all().forEach(run -> run.relay.inspected().inspect(wanted));
    }

    /** Returns what is in what arrives, by the name of the input. */
    Map<String, Inspection> inspections() {
        Map<String, Inspection> found = new LinkedHashMap<>();
        all().forEach(run -> run.relay.inspected().now().ifPresent(now -> found.put(run.name(), now)));
        return found;
    }

    /** Says from which of those that run nothing arrives. */
    void silence(Set<String> names) {
        all().stream()
                .filter(run -> run.isRunning() && names.contains(run.name()))
                .forEach(run -> run.relay.silence());
    }

    /** Tells whether one of those that are in place, or an output of it, has failed for good. */
    boolean hasFailed() {
        return all().stream().anyMatch(run -> run.failure().isPresent() || run.relay.hasFailedOutput());
    }

    private boolean areAllRunning() {
        for (Run run : all()) {
            if (!run.isRunning()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the counts of the indicators of those that there are now, with those of the times before. */
    List<InputIndicators> indicatorStats() {
        synchronized (books) {
            return all().stream().map(Run::indicatorStats).map(indicators::plus).toList();
        }
    }

    /** Returns the books of all that there ever were, read without a lock. */
    Books books() {
        List<Supplier<InputBook>> all;
        synchronized (books) {
            all = books.all();
            all().forEach(run -> all.add(run.relay::book));
        }
        return Books.of(all);
    }

    private static boolean isSettled(InputBook book) {
        return book.queuedBytes() == 0
                && book.isBalanced()
                && book.outputs().stream().mapToLong(OutputBook::queuedBytes).sum() == 0;
    }
}
