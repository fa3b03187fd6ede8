// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One relay among others of a process: what it sends, and how it ended. */
final class RunningRelay {

    private final Relay relay;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile List<AnnouncedService> services = List.of();

    RunningRelay(Relay relay) {
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

    Optional<EveryService.Sent> services() {
        return relay.plan().everyService().map(every -> new EveryService.Sent(every, services));
    }

    RelayStats stats() {
        return relay.stats();
    }

    void close(Duration patience) {
        relay.close(patience);
    }

    @Override
    public String toString() {
        return relay.toString();
    }
}
