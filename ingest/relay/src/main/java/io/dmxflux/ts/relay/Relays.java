// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.OutOfPacketMemoryException;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayLoops;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.TunedFrontend;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import reactor.core.publisher.Mono;

/**
 * The relays of one process, one for each input, which can change while they run.
 *
 * <p><b>Isolation:</b> an input that ends or fails ends its own relay only.
 * <p><b>Ownership:</b> owns its relays, from the opening to {@link #close}.
 * <p><b>Threading:</b> every method from any thread but an event loop's; changes wait for each other. What they open may block:
 * {@link #close} waits for what is being put in place, and not for what is being opened.
 */
public final class Relays {

    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(2);

    private final Destinations destinations;
    private final RelayEvent.Listener listener;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Relays that run, and callers about to start some: at zero all is over. Not guarded, as relays end on any thread. */
    private final AtomicInteger busy = new AtomicInteger(1);

    private final RelayInputs inputs = new RelayInputs();
    private final LiveServices live = new LiveServices(inputs);

    /** Held for a whole change; taken before the monitor, which guards what is in place. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile boolean running;
    private boolean closed;
    private volatile Runnable onServices = () -> {};

    private final RelaysChange.Opener opener;

    private Relays(Destinations destinations, RelaysChange.Opener opener, RelayEvent.Listener listener) {
        this.destinations = destinations;
        this.opener = opener;
        this.listener = event -> {
            if (!endsForWantOfMemory(event)) {
                listener.onEvent(event);
            }
        };
    }

    /** One line and one end for all, whichever of them wants memory first: the others would fail next. */
    private boolean endsForWantOfMemory(RelayEvent event) {
        Optional<Throwable> failure = event instanceof OutputEvent.OutputEnded output
                ? output.failure()
                : event instanceof InputEvent.InputFailed input ? Optional.of(input.failure()) : Optional.empty();
        Optional<Throwable> memory = failure.filter(OutOfPacketMemoryException.class::isInstance);
        memory.ifPresent(ended::completeExceptionally);
        return memory.isPresent();
    }

    /**
     * Opens the simplest relay, which goes without a copy, and cannot change.
     *
     * @param plan of which the whole goes to one place, see {@link RelayPlan#isWhole}
     * @param listener told what the operator should know
     * @return one relay, the caller's to close
     * @throws RuntimeException as {@link Relay#open} does
     */
    public static Relays straight(RelayPlan plan, RelayEvent.Listener listener) {
        Relays relays = new Relays(new Destinations(), MultiplexRelay::open, listener);
        RelayPlan.lookUpHosts(List.of(plan), HostLookup.system());
        relays.live.slugs().of(plan.from().name());
        relays.inputs.replace(Map.of(plan.from(), relays.inputs.opened(StraightRelay.open(plan, listener))));
        return relays;
    }

    /**
     * Opens all inputs and outputs, or none.
     *
     * @param plans no two of the same input
     * @param listener told what the operator should know
     * @return the relays, the caller's to close
     * @throws RefusedPlanException if an input or an output cannot be what its plan says
     */
    public static Relays open(List<RelayPlan> plans, RelayEvent.Listener listener) {
        return open(plans, new Destinations(), MultiplexRelay::open, listener);
    }

    /**
     * The same, where another process may have sent to the same destinations.
     *
     * @param plans no two of the same input
     * @param versions of tables that were sent there, and are
     * @param listener told what the operator should know
     * @return the relays, the caller's to close
     * @throws RefusedPlanException if an input or an output cannot be what its plan says
     */
    public static Relays open(List<RelayPlan> plans, VersionFile versions, RelayEvent.Listener listener) {
        return open(plans, new Destinations(versions::begin), MultiplexRelay::open, listener);
    }

    /** The same, of inputs that are opened in another way. */
    static Relays open(
            List<RelayPlan> plans,
            Destinations destinations,
            RelaysChange.Opener opener,
            RelayEvent.Listener listener) {
        Relays relays = new Relays(destinations, opener, listener);
        relays.inputs.replace(relays.prepare(plans).after());
        return relays;
    }

    /**
     * Relays, once subscribed to.
     *
     * @return completes when every relay has ended; fails if all of them have failed, with what the first failed with
     */
    public Mono<Void> run() {
        return Mono.fromFuture(ended, true).doOnSubscribe(subscription -> begin());
    }

    private synchronized void begin() {
        running = true;
        inputs.all().forEach(this::start);
        release();
    }

    private void start(RelayInputs.Run run) {
        busy.incrementAndGet();
        run.relay().onServices(() -> onServices.run());
        run.start().whenComplete((nothing, failure) -> {
            if (failure != null && inputs.all().size() > 1) {
                listener.tell(new InputEvent.InputFailed(run.name(), failure));
            }
            release();
        });
    }

    private void release() {
        if (busy.decrementAndGet() == 0) {
            List<RelayInputs.Run> all = List.copyOf(inputs.all());
            Optional<Throwable> failure =
                    all.stream().flatMap(run -> run.failure().stream()).findFirst();
            if (failure.isPresent()
                    && all.stream().allMatch(run -> run.failure().isPresent())) {
                ended.completeExceptionally(failure.get());
            } else {
                ended.complete(null);
            }
        }
    }

    /**
     * Changes what is relayed. Inputs and outputs that are in both lists go on untouched, and those that have failed are
     * opened again; others are ended in order, or opened. After {@link #close} nothing changes.
     *
     * @param next no two of the same input
     * @throws RefusedPlanException if one of them cannot be; nothing has changed then
     */
    public void change(List<RelayPlan> next) {
        changing.lock();
        boolean goesOn = busy.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
        try {
            if (goesOn) {
                apply(prepare(next));
            }
        } finally {
            changing.unlock();
            if (goesOn) {
                release();
            }
        }
    }

    /** Opens what is new, which is all that can fail. */
    private RelaysChange prepare(List<RelayPlan> next) {
        RelayPlan.lookUpHosts(next, HostLookup.system());
        destinations.check(next);
        RelayLoops.refuse(next);
        TunedFrontend.refuseConflicts(next);
        RelaysChange change = new RelaysChange(inputs, destinations, opener, listener);
        try {
            next.forEach(plan -> {
                live.slugs().of(plan.from().name());
                change.add(plan);
            });
            return change;
        } catch (RuntimeException e) {
            change.discard();
            throw e;
        }
    }

    private synchronized void apply(RelaysChange change) {
        if (closed) {
            change.discard();
            return;
        }
        inputs.leaving(change.after().values()).forEach(this::end);
        // all of them first: a destination may move from one input to another
        change.changes().forEach(Relay.Change::end);
        change.changes().forEach(Relay.Change::apply);
        inputs.replace(change.after());
        if (running) {
            change.opened().forEach(this::start);
        }
        inputs.all().forEach(run -> run.relay().retryServices());
        onServices.run();
    }

    private void end(RelayInputs.Run run) {
        run.relay().close(CHANGE_PATIENCE);
        listener.tell(
                new RelayEvent.RelayRemoved(inputs.totalOf(run), inputs.books().of(run.name())));
    }

    /**
     * Returns the counters of every input that there ever was, as the books have them: over all times that it was open.
     *
     * @return those of each, with the time since it first began, or until it was removed
     */
    public List<RelayStats> totals() {
        return inputs.totals();
    }

    /**
     * Tells whether an input is open, or waited for.
     *
     * @param from any input
     * @return false also for one that has ended
     */
    public boolean isOpen(InputUri from) {
        return inputs.isRunning(from);
    }

    /**
     * Tells when what {@link #services} says has changed.
     *
     * @param action run at each change, and now; must not block
     */
    public void onServices(Runnable action) {
        onServices = action;
        action.run();
    }

    /**
     * Returns the services of all inputs, as viewers may have them.
     *
     * @return the same object in the life of the process
     */
    public LiveServices live() {
        return live;
    }

    /**
     * Returns what is sent by plans for every service.
     *
     * @return a list for each such plan, in the order of inputs
     */
    public List<EveryService.Sent> services() {
        return inputs.ofEach(Relay::services).stream().flatMap(Optional::stream).toList();
    }

    /** {@return the counters of the inputs that there are, of each, also of the times that it was open before} */
    public List<RelayStats> stats() {
        return inputs.stats();
    }

    /**
     * Returns the books of every input and output that there ever was.
     *
     * @return a snapshot that balances, also while the data moves; taken on any thread but an event loop's
     */
    public Books books() {
        return inputs.books();
    }

    /** {@return the counters of the inputs and outputs that have not ended, of each, as a watch compares them} */
    public List<RelayStats> runningStats() {
        return inputs.runningStats();
    }

    /**
     * Returns the counters of the inputs that have ended and are still in the configuration, for a last look of that watch.
     *
     * @return those of each
     */
    public List<RelayStats> endedStats() {
        return inputs.endedStats();
    }

    /**
     * Returns the counters of each input of the configuration and of all its outputs, for the watch's last look at the end.
     *
     * @return those of each
     */
    public List<RelayStats> lastStats() {
        return inputs.lastStats();
    }

    /** {@return what is in place: each input of the configuration with its outputs, also those that have ended} */
    public List<Roster> rosters() {
        return inputs.rosters();
    }

    /** {@return how packets pass, as metrics tell: of each input that there is, also of the times that it was open before} */
    public List<TransitStats> transit() {
        return inputs.transit();
    }

    /** {@return the indicators of TR 101 290, of each input and of its outputs} */
    public List<IndicatorReports> indicators() {
        return inputs.ofEach(Relay::indicators);
    }

    /** {@return the counts of those indicators, which do not begin again with an input or an output that comes back} */
    public List<InputIndicators> indicatorStats() {
        return inputs.indicatorStats();
    }

    /**
     * Looks into what arrives from all inputs, those of later changes included, or no longer.
     *
     * @param wanted whether to; what is looked into already goes on
     */
    public void inspect(boolean wanted) {
        inputs.inspect(wanted);
    }

    /** {@return what is in what arrives, by the name of the input; none unless it is {@linkplain #inspect looked into}} */
    public Map<String, Inspection> inspections() {
        return inputs.inspections();
    }

    /**
     * Says from which inputs nothing arrives now: the indicators of TR 101 290 take it for a loss of sync, until something arrives.
     *
     * @param silent their names
     */
    public void silence(Set<String> silent) {
        inputs.silence(silent);
    }

    /** {@return whether {@link #run} was subscribed to; also after the end} */
    public boolean hasBegun() {
        return running;
    }

    /**
     * Tells whether an input or an output has failed for good: it was to go on, and has not been opened again since.
     *
     * @return also after the end; what fails as it is closed does not count
     */
    public boolean hasFailed() {
        return inputs.hasFailed();
    }

    /**
     * Ends all in order.
     *
     * @param patience how long to wait for that, all together
     */
    public synchronized void close(Duration patience) {
        closed = true;
        Relay.Deadline deadline = Relay.Deadline.in(patience);
        inputs.all().forEach(run -> run.relay().close(deadline.left()));
    }

    /** {@return what is relayed, for each input; a name in it may have characters that are not to be shown as they are} */
    public List<String> lines() {
        return inputs.ofEach(Relay::toString);
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines());
    }
}
