// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.RelayPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One relay among others of a process: what it sends, and how it ended.
 *
 * <p><b>Threading:</b> every method from any thread.
 */
final class RelayRun {

    private final Relay relay;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile List<EveryService.Announced> services = List.of();

    RelayRun(Relay relay) {
        this.relay = relay;
    }

    String name() {
        return relay.plan().from().name();
    }

    /** Begins to relay; the result completes, or fails, as the relay does. */
    CompletableFuture<Void> start(Runnable onServices) {
        relay.onServices(now -> {
            services = now;
            onServices.run();
        });
        relay.run().subscribe(nothing -> {}, ended::completeExceptionally, () -> ended.complete(null));
        return ended;
    }

    /** Tells whether a plan needs no other relay: since this one can change, or since it has done the same plan. */
    boolean canBecome(RelayPlan next) {
        return ended.isDone() ? failure().isEmpty() && next.equals(relay.plan()) : relay.canBecome(next);
    }

    /** Opens what is new in a plan that it {@link #canBecome}. */
    Relay.Change prepare(RelayPlan next) {
        return ended.isDone() ? Relay.Change.NONE : relay.prepare(next);
    }

    /** Returns why it ended; empty while it runs, and if it ended in order. */
    Optional<Throwable> failure() {
        return ended.isCompletedExceptionally()
                ? ended.handle((nothing, failure) -> Optional.of(failure)).join()
                : Optional.empty();
    }

    void retryServices() {
        relay.retryServices();
    }

    Optional<EveryService.Sent> services() {
        return relay.plan().everyService().map(every -> new EveryService.Sent(every, services));
    }

    boolean isRunning() {
        return !ended.isDone();
    }

    RelayStats stats() {
        return relay.stats();
    }

    InputBook book() {
        return relay.book();
    }

    RelayStats runningStats() {
        return relay.runningStats();
    }

    TransitStats transit() {
        return relay.transit();
    }

    IndicatorReports indicators() {
        return relay.indicators();
    }

    /** Nothing is raised of what has ended. */
    InputIndicators indicatorStats() {
        InputIndicators stats = relay.indicatorStats();
        return isRunning() ? stats : stats.ended();
    }

    void close(Duration patience) {
        relay.close(patience);
    }

    @Override
    public String toString() {
        return relay.toString();
    }
}
