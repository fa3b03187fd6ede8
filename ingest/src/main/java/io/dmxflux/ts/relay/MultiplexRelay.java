// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.split.Lag;
import io.dmxflux.ts.split.MultiplexSplitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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

    private final RelayInput input;
    private final MultiplexSplitter splitter;
    private final Consumer<String> notice;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Map<OutputPlan, RunningOutput> outputs = new LinkedHashMap<>();
    private final List<OutputReport> finished = new ArrayList<>();

    private RelayPlan plan;
    private @Nullable EveryServiceOutputs everyService;
    private List<AnnouncedService> services = List.of();
    private Consumer<List<AnnouncedService>> onServices = services -> {};
    private volatile boolean running;

    private MultiplexRelay(RelayPlan plan, Source source, Consumer<String> notice) {
        this.plan = plan;
        this.input = new RelayInput(source);
        this.notice = notice;
        boolean fast = plan.from().isFast();
        this.splitter = new MultiplexSplitter(
                fast ? Lag.WAITS : Lag.DROPS,
                fast ? Duration.ZERO : plan.from().bufferTime(),
                Schedulers.fromExecutorService(EpollLoops.shared().next()),
                notice);
    }

    /**
     * Opens the input and all outputs of a plan.
     *
     * @param plan what to do
     * @param notice told what the user should know of the choices made here, and of what becomes of services, a line each
     * @return the relay, the caller's to close
     * @throws IllegalArgumentException if the input or an output cannot be what the plan says
     */
    public static MultiplexRelay open(RelayPlan plan, Consumer<String> notice) {
        plan.outputs().forEach(output -> SamePlace.refuse(plan.from(), output.to()));
        MultiplexRelay relay = new MultiplexRelay(plan, Inputs.open(plan.from(), notice), notice);
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
    private List<RunningOutput> openAll(List<OutputPlan> plans) {
        List<RunningOutput> opened = new ArrayList<>();
        try {
            plans.forEach(output -> opened.add(RunningOutput.open(output, notice)));
            return opened;
        } catch (RuntimeException e) {
            opened.forEach(RunningOutput::close);
            throw e;
        }
    }

    private synchronized void start(RunningOutput output) {
        outputs.put(output.plan(), output);
        output.start(splitter, notice);
        output.ended().exceptionally(failure -> {
            stopIfNoneIsLeft();
            return null;
        });
    }

    private synchronized void stopIfNoneIsLeft() {
        if (everyService == null
                && outputs.values().stream().allMatch(output -> output.ended().isCompletedExceptionally())) {
            input.stop();
        }
    }

    private synchronized void follow(RelayPlan next) {
        next.everyService().ifPresent(every -> {
            EveryServiceOutputs follower = new EveryServiceOutputs(
                    every, to -> start(RunningOutput.open(to, notice)), this::announced, notice);
            everyService = follower;
            splitter.listServices(follower::listed);
        });
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
     * @throws IllegalArgumentException if an output of it cannot be; nothing has changed then
     */
    public void change(RelayPlan next) {
        if (!next.from().equals(plan.from())) {
            throw new IllegalArgumentException("from: " + next.from() + " (expected: the input that is open)");
        }
        next.outputs().forEach(output -> SamePlace.refuse(next.from(), output.to()));
        List<OutputPlan> more =
                next.outputs().stream().filter(output -> !isRunning(output)).toList();
        List<RunningOutput> opened = openAll(more);
        boolean followsAnew = !next.everyService().equals(plan.everyService());
        finish(leaving(next, followsAnew));
        opened.forEach(this::start);
        plan = next;
        if (followsAnew) {
            follow(next);
        }
    }

    private synchronized boolean isRunning(OutputPlan output) {
        RunningOutput running = outputs.get(output);
        return running != null && !running.ended().isDone();
    }

    private synchronized List<RunningOutput> leaving(RelayPlan next, boolean followsAnew) {
        if (followsAnew && everyService != null) {
            everyService.close();
            everyService = null;
            announced(List.of());
        }
        boolean keepsOthers = !followsAnew;
        List<RunningOutput> leaving = outputs.values().stream()
                .filter(output -> !next.outputs().contains(output.plan()))
                .filter(output -> !keepsOthers || plan.outputs().contains(output.plan()))
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
            leaving.forEach(output -> finished.add(output.report()));
        }
    }

    @Override
    public Mono<Void> run() {
        return splitter.split(input.packets())
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
        return input.report(
                Stream.concat(finished.stream(), outputs.values().stream().map(RunningOutput::report))
                        .toList());
    }

    @Override
    public void close(Duration patience) {
        Patience left = new Patience(patience);
        input.stop();
        synchronized (this) {
            if (everyService != null) {
                everyService.close();
                everyService = null;
            }
            announced(List.of());
        }
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
        String all = plan.everyService().map(every -> every.to() + " (every service)").stream()
                .reduce("", (none, text) -> text);
        String each = String.join(
                ", ", plan.outputs().stream().map(OutputPlan::toString).toList());
        return input + " -> " + each + (all.isEmpty() || each.isEmpty() ? "" : ", ") + all;
    }
}
