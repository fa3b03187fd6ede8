// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.net.LoopScheduler;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.PidStats;
import io.dmxflux.ts.split.SlowOutputPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One multiplex to many outputs: whole, single services, or all of its services, all of which can change while it runs.
 *
 * <pre>
 *                               +--&gt; SplitOutput --&gt; sink      an output of the plan
 *   CheckedInput --&gt; splitter --+--&gt; SplitOutput --&gt; sink      another
 *                       |       +--&gt; ...
 *                       +--list of services--&gt; EveryServiceOutputs --opens--&gt; more outputs
 * </pre>
 *
 * <p><b>Isolation:</b> each output has a socket and a queue of its own, and what it loses is on its own account.
 */
public final class MultiplexRelay implements Relay {

    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(2);

    private final CheckedInput input;
    private final MultiplexSplitter splitter;
    private final Destinations destinations;
    private final RelayEvent.Listener listener;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final RelayOutputs outputs;
    private final OutputSuccession succession;
    private final InputUri from;

    private RelayPlan plan;
    private volatile boolean running;

    // -- of a plan for every service
    private volatile @Nullable EveryServiceOutputs services;
    private volatile List<EveryService.Announced> announced = List.of();
    private volatile Runnable onServices = () -> {};
    private volatile @Nullable Throwable inputFailure;

    private MultiplexRelay(RelayPlan plan, Source source, Destinations destinations, RelayEvent.Listener listener) {
        this.destinations = destinations;
        this.plan = plan;
        this.from = plan.from();
        this.outputs = new RelayOutputs(from.name());
        this.input = new CheckedInput(plan, source, listener);
        this.listener = listener;
        this.splitter = MultiplexSplitter.builder()
                .slowOutputs(from.isFast() ? SlowOutputPolicy.PAUSE_INPUT : SlowOutputPolicy.DROP_OLDEST)
                .longestDelay(from.isFast() ? Duration.ZERO : plan.from().bufferTime())
                .scheduler(LoopScheduler.shared())
                .onEvent(new ServiceChanges(event -> listener.tell(new RelayEvent.Split(from.name(), event))))
                .build();
        this.succession = new OutputSuccession(from, splitter, outputs, destinations);
    }

    /**
     * Opens the input and all outputs of a plan.
     *
     * @param plan what to do
     * @param listener told of choices made here, and of what becomes of outputs and services
     * @return the relay, the caller's to close
     * @throws RefusedPlanException if the input or an output cannot be what the plan says
     */
    public static MultiplexRelay open(RelayPlan plan, RelayEvent.Listener listener) {
        return open(plan, new Destinations(), listener);
    }

    /** The same, among other relays of the process. */
    static MultiplexRelay open(RelayPlan plan, Destinations destinations, RelayEvent.Listener listener) {
        plan.outputs().forEach(output -> output.refuseImpossibleOf(plan.from()));
        Source source = RefusedPlanException.naming(
                plan.from(),
                () -> ReopenedSource.open(
                        plan.from(), rest -> rest.open(StreamEvents.of(plan.from(), listener)), listener));
        return open(plan, source, destinations, listener);
    }

    /** The same with a source that is open; the relay's from here on, closed if this fails. */
    static MultiplexRelay open(RelayPlan plan, Source source, Destinations destinations, RelayEvent.Listener listener) {
        MultiplexRelay relay = new MultiplexRelay(plan, source, destinations, listener);
        try {
            relay.openAll(plan.outputs()).forEach(relay::start);
            relay.follow(plan);
            return relay;
        } catch (RuntimeException e) {
            relay.close(Duration.ZERO);
            throw e;
        }
    }

    /** Opens all or none. */
    private List<RunningOutput> openAll(List<RelayPlan.Output> plans) {
        List<RunningOutput> opened = new ArrayList<>();
        try {
            plans.forEach(output -> opened.add(
                    RefusedPlanException.naming(output.to(), () -> RunningOutput.open(output, from, input, listener))));
            return opened;
        } catch (RuntimeException e) {
            opened.forEach(RunningOutput::close);
            throw e;
        }
    }

    private RunningOutput start(RunningOutput output) {
        if (!output.hasJoined()) {
            succession.run(List.of(), List.of(output));
        }
        succession.send(output);
        listener.tell(new OutputEvent.OutputStarted(output.plan()));
        output.ended().whenComplete((nothing, failure) -> ended(output, Optional.ofNullable(failure)));
        return output;
    }

    private Destinations.Owner owner(RelayPlan.Output output) {
        return new Destinations.Owner(from, output);
    }

    /** What the input fails with reaches every output, and is told once, by the caller who runs the relay. */
    private void ended(RunningOutput output, Optional<Throwable> failure) {
        destinations.release(owner(output.plan()));
        if (failure.isEmpty() || failure.get() != inputFailure) {
            listener.tell(new OutputEvent.OutputEnded(output.plan(), failure.filter(reason -> !output.hasBeenTold())));
        }
        if (failure.isPresent() && services == null && outputs.haveAllFailed()) {
            input.stop();
        }
    }

    private void follow(RelayPlan next) {
        next.everyService().ifPresent(every -> {
            EveryServiceOutputs following = new EveryServiceOutputs(
                    every, service -> openService(every.to(), service), this::closeService, this::announce, listener);
            services = following;
            following.follow(splitter.services());
        });
    }

    /** Opens and announces no service any more. */
    private void stopServices(Deadline deadline) {
        EveryServiceOutputs following = services;
        services = null;
        if (following != null) {
            deadline.await(following.close()); // it may be about to start what it has opened
            announce(List.of());
        }
    }

    private void announce(List<EveryService.Announced> now) {
        announced = now;
        onServices.run();
    }

    private void openService(String template, RelayPlan.Output service) {
        service.refuseImpossibleOf(from);
        destinations.claim(owner(service), template);
        try {
            start(RunningOutput.open(service, from, input, listener));
        } catch (RuntimeException e) {
            destinations.release(owner(service));
            throw e;
        }
    }

    /** Ends the output of a service that has been away for so long that another one may have its number. */
    private void closeService(RelayPlan.Output service) {
        finish(outputs.remove(service.unbounded()::equals));
    }

    @Override
    public void retryServices() {
        EveryServiceOutputs following = services;
        if (following != null) {
            following.retry();
        }
    }

    @Override
    public Optional<EveryService.Sent> services() {
        return plan().everyService().map(every -> new EveryService.Sent(every, announced));
    }

    @Override
    public void onServices(Runnable action) {
        onServices = action;
        action.run();
    }

    /**
     * Changes what the relay does. Outputs that are in both plans go on untouched; others are ended in order, or opened.
     *
     * @param next another plan for the same input
     * @throws IllegalArgumentException if it is for another input
     * @throws RefusedPlanException if an output of it cannot be; nothing has changed then
     */
    public void change(RelayPlan next) {
        Change change = prepare(next);
        change.end();
        change.apply();
    }

    @Override
    public boolean canBecome(RelayPlan next) {
        return next.from().equals(plan().from());
    }

    @Override
    public Change prepare(RelayPlan next) {
        if (!canBecome(next)) {
            throw new IllegalArgumentException("from: " + next.from() + " (expected: the input that is open)");
        }
        next.outputs().forEach(output -> output.refuseImpossibleOf(from));
        return new OpenedChange(
                next, openAll(next.outputs().stream().filter(outputs::lacks).toList()));
    }

    @Override
    public Change prepareEnded(RelayPlan next) {
        return new OpenedChange(next, List.of());
    }

    private final class OpenedChange implements Change {

        private final RelayPlan next;
        private final List<RunningOutput> opened;

        private OpenedChange(RelayPlan next, List<RunningOutput> opened) {
            this.next = next;
            this.opened = opened;
        }

        @Override
        public void end() {
            boolean changesServices = !next.sendsServicesOf(plan());
            if (changesServices) {
                stopServices(Deadline.in(CHANGE_PATIENCE));
            }
            List<RunningOutput> leaving = outputs.leaving(plan(), next, changesServices);
            succession.run(leaving, OutputSuccession.successors(opened, leaving));
            finish(leaving);
        }

        @Override
        public void apply() {
            boolean changesServices = !next.sendsServicesOf(plan());
            opened.forEach(MultiplexRelay.this::start);
            setPlan(next);
            if (changesServices) {
                follow(next);
            }
        }

        @Override
        public void discard() {
            opened.forEach(RunningOutput::close);
        }
    }

    @Override
    public synchronized RelayPlan plan() {
        return plan;
    }

    private synchronized void setPlan(RelayPlan next) {
        plan = next;
        input.takeLimits(next);
        outputs.take(next);
    }

    private void finish(List<RunningOutput> leaving) {
        leaving.forEach(RunningOutput::finish);
        Deadline deadline = Deadline.in(CHANGE_PATIENCE);
        leaving.forEach(output -> deadline.await(output.ended()));
        RunningOutput.closeAll(leaving);
        leaving.forEach(output -> destinations.release(owner(output.plan())));
        leaving.forEach(outputs::keep);
    }

    @Override
    public Mono<Void> run() {
        return splitter.split(input.packets().doOnError(failure -> inputFailure = failure))
                .then(Mono.defer(() -> Mono.fromFuture(outputs.ended(), true)))
                .doOnSubscribe(subscription -> running = true)
                .doFinally(signal -> ended.complete(null));
    }

    @Override
    public Optional<WatchedStream> watch(RelayPlan.Output output) {
        return running && !ended.isDone()
                ? Optional.of(new WatchedStream(
                        start(RunningOutput.open(output, from, input, listener)), () -> closeService(output)))
                : Optional.empty();
    }

    @Override
    public RelayStats stats() {
        return input.stats(outputs.stats(), plan().rate());
    }

    @Override
    public RelayStats runningStats() {
        return input.stats(outputs.runningStats(), plan().rate());
    }

    @Override
    public TransitStats transit() {
        return input.transit(outputs.departures());
    }

    @Override
    public Roster roster() {
        return new Roster(from.name(), true, outputs.roster(plan().outputs()));
    }

    @Override
    public Map<Integer, PidStats> pids() {
        return splitter.pids();
    }

    @Override
    public InputBook book() {
        return input.book(splitter::book, outputs.books());
    }

    @Override
    public IndicatorReports indicators() {
        return new IndicatorReports(from.name(), input.indicators().report(), outputs.indicators());
    }

    @Override
    public InputIndicators indicatorStats() {
        return outputs.indicatorStats(input.indicators().stats());
    }

    @Override
    public boolean hasFailedOutput() {
        return outputs.hasAnyFailed();
    }

    @Override
    public InspectedInput inspected() {
        return input.inspected();
    }

    @Override
    public void silence() {
        input.indicators().silence();
        outputs.all().forEach(RunningOutput::silence);
    }

    @Override
    public void close(Duration patience) {
        Deadline deadline = Deadline.in(patience);
        outputs.all().forEach(RunningOutput::isToEnd);
        input.stop();
        stopServices(deadline);
        if (running) {
            deadline.await(ended);
        }
        deadline.await(input.close());
        List<RunningOutput> open = outputs.all();
        RunningOutput.closeAll(open);
        open.forEach(output -> destinations.release(owner(output.plan())));
    }

    @Override
    public synchronized String toString() {
        List<String> all = plan.destinations();
        return input + " -> " + (all.isEmpty() ? "viewers alone" : String.join(", ", all));
    }
}
