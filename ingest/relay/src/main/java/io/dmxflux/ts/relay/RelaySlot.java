// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One relay among others: what it is to do, what it does, and how it ended. */
final class RelaySlot {

    private final Relay relay;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile RelayPlan plan;
    private volatile List<AnnouncedService> services = List.of();

    RelaySlot(RelayPlan plan, Relay relay) {
        this.plan = plan;
        this.relay = relay;
    }

    String name() {
        return InputName.of(plan.from());
    }

    /** Begins to relay; the result completes, or fails, as the relay does. */
    CompletableFuture<Void> start(Runnable onServices) {
        if (relay instanceof MultiplexRelay multiplex) {
            multiplex.onServices(now -> {
                services = now;
                onServices.run();
            });
        }
        relay.run().subscribe(nothing -> {}, ended::completeExceptionally, () -> ended.complete(null));
        return ended;
    }

    /** Tells whether a plan can be had without another input: by a change, or since it is done. */
    boolean canBecome(RelayPlan next) {
        return ended.isDone()
                ? failure().isEmpty() && next.equals(plan)
                : relay instanceof MultiplexRelay || next.equals(plan);
    }

    /** Opens what is new in a plan that it {@link #canBecome}; empty if there is nothing to do. */
    Optional<Change> prepare(RelayPlan next) {
        return relay instanceof MultiplexRelay multiplex && !ended.isDone()
                ? Optional.of(new Change(this, next, multiplex.prepare(next)))
                : Optional.empty();
    }

    /** A change whose outputs are open. */
    record Change(RelaySlot slot, RelayPlan next, MultiplexRelay.Change change) {

        void apply() {
            change.apply();
            slot.plan = next;
        }

        void discard() {
            change.discard();
        }
    }

    /** Returns why it ended; empty while it runs, and if it ended in order. */
    Optional<Throwable> failure() {
        return ended.isCompletedExceptionally()
                ? ended.handle((nothing, failure) -> Optional.of(failure)).join()
                : Optional.empty();
    }

    Optional<PlacedServices> services() {
        return plan.everyService().map(every -> new PlacedServices(every, services));
    }

    InputReport report() {
        return new InputReport(name(), relay.report());
    }

    void close(Duration patience) {
        relay.close(patience);
    }

    @Override
    public String toString() {
        return relay.toString();
    }
}
