// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.books.SettledBook;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.op.StageBook;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceBook;
import io.dmxflux.ts.source.SourceLosses;
import io.dmxflux.ts.split.PidStats;
import io.dmxflux.ts.split.SplitterBook;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
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

    /** Tries again to give outputs to services whose destination another output had. */
    default void retryServices() {}

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

    /**
     * The first half of every relay: a source whose packets are aligned, checked and counted, and that can be ended in order.
     *
     * <pre>
     *   source --&gt; align --&gt; check continuity --&gt; check by TR 101 290 --&gt;
     * </pre>
     */
    final class Input {

        private final String name;
        private final Source source;
        private final SettledBook<InputBook> settled = new SettledBook<>(InputBook::imbalanceBytes);
        private final AlignPackets align = new AlignPackets();
        private final CheckContinuity check = new CheckContinuity();
        private final CheckTr101290 indicators;
        private volatile Tr101290Config checks;
        private final Stoppable stoppable = new Stoppable();
        private final long startNanos = System.nanoTime();

        Input(RelayPlan plan, Source source, RelayEvent.Listener listener) {
            this.name = plan.from().name();
            this.source = source;
            this.checks = plan.tr101290().toBuilder().schedules(false).build();
            this.indicators = new CheckTr101290(checks, align, IndicatorEvents.ofInput(name, listener));
        }

        /** Returns by what the stream, and what is sent of it, is checked. */
        Tr101290Config checks() {
            return checks;
        }

        /** Takes the limits of another plan for the same input. */
        void takeLimits(RelayPlan plan) {
            checks = plan.tr101290().toBuilder().schedules(false).build();
            indicators.takeLimits(checks);
        }

        /** Returns the stream, for one subscriber. */
        Flux<ByteBuf> packets() {
            return source.buffers()
                    .transform(stoppable)
                    .transform(align)
                    .transform(check)
                    .transform(indicators);
        }

        RelayStats stats(List<RelayStats.OutputStats> outputs, RateBounds bounds) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
            return new RelayStats(
                    name,
                    elapsed,
                    check.stats(),
                    align.skippedBytes() + source.skippedBytes(),
                    source.stats(),
                    outputs,
                    source.waitsFor(),
                    source.received(),
                    bounds);
        }

        TransitStats transit(Map<String, DepartureStats> departures) {
            return new TransitStats(name, source.pool(), departures);
        }

        /**
         * Returns the book.
         *
         * @param routing reads what became of what was handed on
         * @param outputs their books
         */
        InputBook book(Supplier<SplitterBook> routing, List<OutputBook> outputs) {
            return settled.read(() -> bookNow(routing, outputs));
        }

        private InputBook bookNow(Supplier<SplitterBook> routing, List<OutputBook> outputs) {
            SplitterBook split = routing.get();
            StageBook stages = stoppable.book().plus(align.book()).plus(check.book());
            SourceBook from = source.book();
            return new InputBook(
                    name,
                    from.arrived(),
                    split.routed(),
                    split.unwanted(),
                    split.replaced(),
                    from.policy().plus(stages.policy()),
                    from.foreign().plus(stages.foreign()).plus(split.foreign()),
                    from.closed().plus(stages.closed()).plus(split.closed()),
                    stages.framing(),
                    from.queuedBytes() + stages.heldBytes() + split.queuedBytes(),
                    missing(from.losses()),
                    check.damaged(),
                    outputs);
        }

        private List<Missing> missing(SourceLosses losses) {
            return List.of(
                    Missing.of(
                            Missing.Cause.SIGNAL,
                            Missing.Certainty.AT_LEAST,
                            check.missing(),
                            check.stats().continuityErrors(),
                            check.recovered()),
                    Missing.of(
                            Missing.Cause.SIGNAL,
                            Missing.Certainty.EXACT,
                            losses.network(),
                            losses.networkDatagrams(),
                            losses.late()),
                    new Missing(
                            Missing.Cause.SIGNAL,
                            Missing.Certainty.UNKNOWN,
                            losses.networkUnknown().times(0),
                            losses.networkUnknown().bytes(),
                            BookEntry.NONE,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ofNanos(losses.networkOutNanos())),
                    Missing.of(
                            Missing.Cause.KERNEL,
                            Missing.Certainty.EXACT,
                            losses.kernel(),
                            losses.kernelDatagrams(),
                            BookEntry.NONE),
                    new Missing(
                            Missing.Cause.KERNEL,
                            Missing.Certainty.UNKNOWN,
                            losses.kernelUnknown().times(0),
                            losses.kernelUnknown().bytes(),
                            BookEntry.NONE,
                            Duration.ofNanos(losses.starvedNanos()),
                            Duration.ofNanos(losses.stalledNanos()),
                            Duration.ofNanos(losses.kernelOutNanos())));
        }

        /** Returns the book of what is handed on to a single output, whole. */
        SplitterBook whole() {
            return new SplitterBook(check.passed(), BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0);
        }

        /** Returns how many packets of a PID are missing so far, at least. */
        int missingPackets(int pid) {
            return check.missingPackets(pid);
        }

        /** Returns what checks the stream by TR 101 290. */
        CheckTr101290 indicators() {
            return indicators;
        }

        /** Returns how many packets were handed on. */
        long packetsIn() {
            return check.stats().packets();
        }

        /** Completes the stream. */
        void stop() {
            stoppable.stop();
        }

        /** Lets go of the source; the result completes when every buffer is home. */
        CompletableFuture<Void> close() {
            source.close();
            return source.whenClosed().toCompletableFuture();
        }

        @Override
        public String toString() {
            return source.toString();
        }
    }
}
