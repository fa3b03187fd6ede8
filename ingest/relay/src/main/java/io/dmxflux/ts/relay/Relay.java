// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.PidStats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * One input on its way to one output or many.
 *
 * <p><b>Ownership:</b> a relay owns its source and sinks, from the opening to {@link #close}.
 * <p><b>Threading:</b> every method from any thread.
 * <p><b>Errors:</b> bad input is an {@link IllegalArgumentException} of one line; what the machine refuses keeps its own.
 */
public sealed interface Relay permits StraightRelay, MultiplexRelay {

    /**
     * Opens the simplest relay, a whole multiplex to one place, sent from the memory it arrived in.
     *
     * @param from the input
     * @param to the output
     * @param listener told of choices made here
     * @return the relay, the caller's to close
     * @throws IllegalArgumentException if the input or output cannot be what the URI says
     */
    static Relay open(InputUri from, OutputUri to, RelayEvent.Listener listener) {
        return StraightRelay.open(RelayPlan.whole(from, to), listener);
    }

    /**
     * Relays, once subscribed to.
     *
     * @return completes when the stream has ended and everything is sent, or the relay is closed; fails if the input
     *     does, or if every output has
     */
    Mono<Void> run();

    /**
     * Returns what it does.
     *
     * @return the plan as it is now
     */
    RelayPlan plan();

    /**
     * Tells whether it can change to another plan while it runs.
     *
     * @param next another plan
     * @return false if another relay is needed for it
     */
    boolean canBecome(RelayPlan next);

    /**
     * Opens what is new in another plan, which is all that can fail.
     *
     * @param next a plan that it {@link #canBecome}
     * @return the change, to be applied or discarded
     * @throws RefusedPlanException if an output of it cannot be opened; nothing has changed then
     */
    Change prepare(RelayPlan next);

    /**
     * Prepares the same where it has ended: nothing is opened.
     *
     * @param next a plan that {@linkplain RelayPlan#asksNoMoreThan asks no more} than its own
     * @return the change, to be applied
     */
    Change prepareEnded(RelayPlan next);

    /**
     * Returns which services have an output by a plan for every service.
     *
     * @return those that have one now; empty without such a plan
     */
    default Optional<EveryService.Sent> services() {
        return Optional.empty();
    }

    /**
     * Tells when what {@link #services} says has changed.
     *
     * @param action run at each change, and now; must not block
     */
    default void onServices(Runnable action) {
        action.run();
    }

    /**
     * Returns the outputs that are in place.
     *
     * @return those of the plan, also if they have ended, and those of every service
     */
    default Roster roster() {
        return new Roster(
                plan().from().name(),
                true,
                plan().outputs().stream()
                        .map(output -> new Roster.Entry(output, true))
                        .toList());
    }

    /** Tries again to give outputs to services whose destination another output had. */
    default void retryServices() {}

    /**
     * Sends a service to viewers, beside what the plan has.
     *
     * @param output a service, to a {@link io.dmxflux.ts.plan.WatchedOutput} that has no output now
     * @return the stream; empty if the relay has ended or not begun, or sends nothing but the whole
     */
    default Optional<WatchedStream> watch(RelayPlan.Output output) {
        return Optional.empty();
    }

    /**
     * Returns the counters.
     *
     * @return where every packet went, up to now
     */
    RelayStats stats();

    /**
     * Returns the books, which balance also while it runs.
     *
     * @return where every byte went, of the input and of each output that there ever was; on any thread but an event loop's
     */
    InputBook book();

    /**
     * Returns the counters without the outputs that have ended, which have no trouble any more.
     *
     * @return as {@link #stats} does, of the input and the outputs that run
     */
    default RelayStats runningStats() {
        return stats();
    }

    /**
     * Returns how packets pass.
     *
     * @return of the input, and of each output that there ever was
     */
    TransitStats transit();

    /**
     * Returns how much has come of each PID.
     *
     * @return by PID; none if no output of it is of a service
     */
    default Map<Integer, PidStats> pids() {
        return Map.of();
    }

    /**
     * Returns the indicators of TR 101 290.
     *
     * @return of what arrives, and of what each output sends
     */
    IndicatorReports indicators();

    /**
     * Returns the counts of those indicators, which do not begin again with an output that comes back.
     *
     * @return of what arrives, and of each output that there ever was
     */
    InputIndicators indicatorStats();

    /**
     * Tells whether an output has failed while it was to go on, and has not been opened again.
     *
     * @return false for one that is removed, and for what fails as it is closed
     */
    default boolean hasFailedOutput() {
        return false; // a failure of the only one is the relay's
    }

    /**
     * Returns what looks into what arrives.
     *
     * @return the same for as long as it runs
     */
    InspectedInput inspected();

    /** Says that nothing arrives, so that there are no states of indicators but that. */
    void silence();

    /**
     * Ends it in order: the input stops, what has arrived is sent, every buffer comes home, the memory is unmapped.
     *
     * @param patience how long to wait for that
     */
    void close(Duration patience);

    /** A change whose outputs are open; either applied or discarded, once. */
    interface Change {

        /** A change of nothing. */
        Change NONE = new Change() {
            @Override
            public void end() {}

            @Override
            public void apply() {}

            @Override
            public void discard() {}
        };

        /** Ends in order what is not in the new plan. */
        void end();

        /** Starts what is new; after {@link #end}. */
        void apply();

        /** Closes what has been opened. */
        void discard();
    }

    /** Until when an orderly end may take, all its steps together. */
    final class Deadline {

        private final long nanos;

        private Deadline(long nanos) {
            this.nanos = nanos;
        }

        static Deadline in(Duration patience) {
            return new Deadline(System.nanoTime() + patience.toNanos());
        }

        /** Returns the time that is left; never negative. */
        Duration left() {
            return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
        }

        /** Waits for one step while there is time. A step that failed has told so itself; one that is late is given up. */
        void await(CompletableFuture<?> step) {
            try {
                step.get(left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // nothing more can be done about either
            }
        }
    }
}
