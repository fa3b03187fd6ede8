// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.LoopScheduler;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.SlowOutputPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * One multiplex to many outputs: whole, single services, or all of its services, all of which can change while it runs.
 *
 * <pre>
 *                             +--&gt; SplitOutput --&gt; sink      an output of the plan
 *   RelayInput --&gt; splitter --+--&gt; SplitOutput --&gt; sink      another
 *                     |       +--&gt; ...
 *                     +--list of services--&gt; EveryServiceOutputs --opens--&gt; more outputs
 * </pre>
 *
 * <p><b>Isolation:</b> each output has a socket and a queue of its own, and what it loses is on its own account.
 */
public final class MultiplexRelay implements Relay {

    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(2);

    private final LoopScheduler loop = LoopScheduler.shared();
    private final RelayInput input;
    private final MultiplexSplitter splitter;
    private final Consumer<String> notice;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Map<OutputPlan, RunningOutput> outputs = new LinkedHashMap<>();
    private final Map<String, OutputReport> finished = new LinkedHashMap<>();

    private RelayPlan plan;
    private @Nullable EveryServiceOutputs everyService;
    private Disposable listing = () -> {};
    private List<AnnouncedService> services = List.of();
    private Consumer<List<AnnouncedService>> onServices = services -> {};
    private volatile boolean running;
    private volatile @Nullable Throwable inputFailure;

    private MultiplexRelay(RelayPlan plan, Source source, Consumer<String> notice) {
        this.plan = plan;
        this.input = new RelayInput(source);
        this.notice = notice;
        boolean fast = plan.from().isFast();
        this.splitter = MultiplexSplitter.builder()
                .slowOutputs(fast ? SlowOutputPolicy.PAUSE_INPUT : SlowOutputPolicy.DROP_OLDEST)
                .longestDelay(fast ? Duration.ZERO : plan.from().bufferTime())
                .scheduler(loop)
                .onEvent(event -> notice.accept(SplitEventText.of(event)))
                .build();
    }

    /**
     * Opens the input and all outputs of a plan.
     *
     * @param plan what to do
     * @param notice told what the user should know of the choices made here, and of what becomes of services, a line each
     * @return the relay, the caller's to close
     * @throws RefusedPlanException if the input or an output cannot be what the plan says
     */
    public static MultiplexRelay open(RelayPlan plan, Consumer<String> notice) {
        plan.outputs().forEach(output -> refuseInput(plan, output));
        Source source = RefusedPlanException.naming(plan.from(), () -> Inputs.open(plan.from(), notice));
        MultiplexRelay relay = new MultiplexRelay(plan, source, notice);
        try {
            relay.openAll(plan.outputs()).forEach(relay::start);
            relay.follow(plan);
            return relay;
        } catch (RuntimeException e) {
            relay.close(Duration.ZERO);
            throw e;
        }
    }

    private static void refuseInput(RelayPlan plan, OutputPlan output) {
        RefusedPlanException.naming(output.to(), () -> {
            SamePlace.refuse(plan.from(), output.to());
            return output;
        });
    }

    /** Opens all or none. */
    private List<RunningOutput> openAll(List<OutputPlan> plans) {
        List<RunningOutput> opened = new ArrayList<>();
        try {
            plans.forEach(output ->
                    opened.add(RefusedPlanException.naming(output.to(), () -> RunningOutput.open(output, notice))));
            return opened;
        } catch (RuntimeException e) {
            opened.forEach(RunningOutput::close);
            throw e;
        }
    }

    /** On the loop: this thread would have to do the input's work for as long as it has the splitter's turn. */
    private void start(RunningOutput output) {
        list(output);
        Mono.fromRunnable(() -> output.start(splitter, failure -> tellUnlessOfInput(output.plan(), failure)))
                .subscribeOn(loop)
                .block();
        output.ended().exceptionally(failure -> {
            stopIfNoneIsLeft();
            return null;
        });
    }

    private synchronized void list(RunningOutput output) {
        RunningOutput ended = outputs.put(output.plan(), output);
        if (ended != null) {
            add(finished, ended.report());
        }
    }

    /** What the input fails with reaches every output, and is told once, by whoever runs the relay. */
    private void tellUnlessOfInput(OutputPlan output, Throwable failure) {
        if (failure != inputFailure) {
            notice.accept(output + ": " + failure.getMessage() + "; this output has ended");
        }
    }

    private synchronized void stopIfNoneIsLeft() {
        if (everyService == null
                && outputs.values().stream().allMatch(output -> output.ended().isCompletedExceptionally())) {
            input.stop();
        }
    }

    private synchronized void follow(RelayPlan next) {
        next.everyService().ifPresent(every -> {
            EveryServiceOutputs follower =
                    new EveryServiceOutputs(every, service -> openService(next, service), this::announced, notice);
            everyService = follower;
            listing = splitter.listServices(follower::listed);
        });
    }

    private void openService(RelayPlan next, OutputPlan service) {
        refuseInput(next, service);
        refuseTaken(service);
        start(RunningOutput.open(service, notice));
    }

    private synchronized void refuseTaken(OutputPlan service) {
        if (outputs.keySet().stream().anyMatch(other -> other.to().equals(service.to()))) {
            throw new IllegalArgumentException(service.to() + ": is another output's (expected: a place of its own)");
        }
    }

    /** Opens and announces nothing more for services. */
    private void stopFollowing(Patience left) {
        EveryServiceOutputs follower;
        synchronized (this) {
            listing.dispose();
            follower = everyService;
            everyService = null;
        }
        if (follower != null) {
            left.await(follower.close()); // without the lock: it may be about to start what it has opened
            announced(List.of());
        }
    }

    private synchronized void announced(List<AnnouncedService> now) {
        services = now;
        onServices.accept(now);
    }

    /**
     * Tells which services have an output, now and at each change.
     *
     * @param listener told; must not block for long
     */
    public synchronized void onServices(Consumer<List<AnnouncedService>> listener) {
        onServices = listener;
        listener.accept(services);
    }

    /**
     * Changes what the relay does. Outputs that are in both plans go on untouched; others are ended in order, or opened.
     *
     * @param next another plan for the same input
     * @throws IllegalArgumentException if it is for another input
     * @throws RefusedPlanException if an output of it cannot be; nothing has changed then
     */
    public void change(RelayPlan next) {
        prepare(next).apply();
    }

    /** Opens what is new in another plan, which is all that can fail. */
    Change prepare(RelayPlan next) {
        if (!next.from().equals(plan.from())) {
            throw new IllegalArgumentException("from: " + next.from() + " (expected: the input that is open)");
        }
        next.outputs().forEach(output -> refuseInput(next, output));
        return new Change(
                next,
                openAll(next.outputs().stream()
                        .filter(output -> !isRunning(output))
                        .toList()));
    }

    /** A change whose outputs are open; either applied or discarded. */
    final class Change {

        private final RelayPlan next;
        private final List<RunningOutput> opened;

        private Change(RelayPlan next, List<RunningOutput> opened) {
            this.next = next;
            this.opened = opened;
        }

        void apply() {
            boolean followsAnew = !sends(next.everyService()).equals(sends(plan.everyService()));
            if (followsAnew) {
                stopFollowing(new Patience(CHANGE_PATIENCE));
            }
            finish(leaving(next, followsAnew));
            opened.forEach(MultiplexRelay.this::start);
            setPlan(next);
            if (followsAnew) {
                follow(next);
            }
        }

        void discard() {
            opened.forEach(RunningOutput::close);
        }
    }

    private synchronized void setPlan(RelayPlan next) {
        plan = next;
    }

    /** What is sent, which does not change with how it is told. */
    private static Optional<EveryService> sends(Optional<EveryService> plan) {
        return plan.map(every -> new EveryService(every.to(), every.edit(), Optional.empty(), false));
    }

    private synchronized boolean isRunning(OutputPlan output) {
        RunningOutput running = outputs.get(output);
        return running != null && !running.ended().isDone();
    }

    private synchronized List<RunningOutput> leaving(RelayPlan next, boolean followsAnew) {
        List<RunningOutput> leaving = outputs.values().stream()
                .filter(output -> !next.outputs().contains(output.plan()))
                .filter(output -> followsAnew || plan.outputs().contains(output.plan()))
                .toList();
        leaving.forEach(output -> outputs.remove(output.plan()));
        return leaving;
    }

    private void finish(List<RunningOutput> leaving) {
        leaving.forEach(RunningOutput::finish);
        Patience left = new Patience(CHANGE_PATIENCE);
        leaving.forEach(output -> left.await(output.ended()));
        leaving.forEach(RunningOutput::close);
        synchronized (this) {
            leaving.forEach(output -> add(finished, output.report()));
        }
    }

    @Override
    public Mono<Void> run() {
        return splitter.split(input.packets().doOnError(failure -> inputFailure = failure))
                .then(Mono.defer(() -> Mono.fromFuture(allEnded(), true)))
                .doOnSubscribe(subscription -> running = true)
                .doFinally(signal -> ended.complete(null));
    }

    /** Completes when every output has ended; fails if all of them have failed. */
    private synchronized CompletableFuture<Void> allEnded() {
        List<CompletableFuture<Void>> ends =
                outputs.values().stream().map(RunningOutput::ended).toList();
        return CompletableFuture.allOf(ends.stream()
                        .map(end -> end.exceptionally(failure -> null))
                        .toArray(CompletableFuture<?>[]::new))
                .thenCompose(nothing -> ends.stream()
                        .filter(end -> !end.isCompletedExceptionally())
                        .findFirst()
                        .orElseGet(() -> ends.isEmpty() ? CompletableFuture.completedFuture(null) : ends.get(0)));
    }

    @Override
    public synchronized RelayReport report() {
        Map<String, OutputReport> all = new LinkedHashMap<>(finished);
        outputs.values().forEach(output -> add(all, output.report()));
        return input.report(List.copyOf(all.values()));
    }

    /** An output that comes back goes on with its account. */
    private static void add(Map<String, OutputReport> reports, OutputReport report) {
        reports.merge(report.name(), report, OutputReport::plus);
    }

    @Override
    public void close(Duration patience) {
        Patience left = new Patience(patience);
        input.stop();
        stopFollowing(left);
        if (running) {
            left.await(ended);
        }
        left.await(input.close());
        List<RunningOutput> open;
        synchronized (this) {
            open = List.copyOf(outputs.values());
        }
        open.forEach(RunningOutput::close);
    }

    @Override
    public synchronized String toString() {
        return input + " -> " + String.join(", ", plan.destinations());
    }
}
