// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.ServiceSelection;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives each service of a multiplex an output as it appears. Numbers follow the order of service ids, so that a restart gives
 * the same ones; a service that comes later gets the lowest number that is free. A service keeps its number and its output
 * while it is away, for a day.
 *
 * <p><b>Threading:</b> on a thread of its own, as opening a socket waits for the event loop, which is what tells of
 * services.
 */
final class EveryServiceOutputs {

    private static final long LONGEST_AWAY = TimeUnit.DAYS.toNanos(1);

    private final EveryService plan;
    private final Consumer<RelayPlan.Output> open;
    private final Consumer<RelayPlan.Output> end;
    private final LongSupplier clock;
    private final Consumer<List<EveryService.Announced>> announce;
    private final RelayEvent.Listener listener;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("dmxflux-services", true));
    private final Map<Integer, RelayPlan.Output> outputs = new HashMap<>();

    /** What stands for {n}, also while a service has no output. */
    private final Map<Integer, Integer> numbers = new HashMap<>();

    /** Since when a service that has a number is away, by the clock. */
    private final Map<Integer, Long> awayNanos = new HashMap<>();

    private List<ListedService> latest = List.of();

    /** The last reason told, by service. */
    private final Map<Integer, String> refusals = new HashMap<>();

    private volatile boolean closed;
    private volatile Disposable listing = () -> {};

    /**
     * Opens nothing yet.
     *
     * @param plan where services go
     * @param open opens an output, or throws what is wrong with it
     * @param end ends an output in order
     * @param announce told all services that are sent to the network now, at each change
     * @param listener told which service has no output
     */
    EveryServiceOutputs(
            EveryService plan,
            Consumer<RelayPlan.Output> open,
            Consumer<RelayPlan.Output> end,
            Consumer<List<EveryService.Announced>> announce,
            RelayEvent.Listener listener) {
        this(plan, open, end, announce, listener, System::nanoTime);
    }

    /** The same, with a clock in nanoseconds. */
    EveryServiceOutputs(
            EveryService plan,
            Consumer<RelayPlan.Output> open,
            Consumer<RelayPlan.Output> end,
            Consumer<List<EveryService.Announced>> announce,
            RelayEvent.Listener listener,
            LongSupplier clock) {
        this.clock = clock;
        this.plan = plan;
        this.open = open;
        this.end = end;
        this.announce = announce;
        this.listener = listener;
    }

    /** Begins to follow a list of services, until it is closed. */
    void follow(Flux<List<ListedService>> list) {
        listing = list.concatMap(services -> Mono.fromFuture(listed(services)).onErrorComplete(), 0)
                .subscribe(nothing -> {}, inputHasFailed -> {});
    }

    /** Takes the list of services, from any thread; the result completes when each has its output. */
    CompletableFuture<Void> listed(List<ListedService> services) {
        try {
            return CompletableFuture.runAsync(() -> follow(services), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null); // closed
        }
    }

    /** Tries again to give an output to services that have none, as a destination may have become free. */
    void retry() {
        try {
            thread.execute(() -> follow(latest));
        } catch (RejectedExecutionException e) { // closed
            return;
        }
    }

    private void follow(List<ListedService> services) {
        latest = services;
        forgetOld(services);
        services.stream()
                .sorted(Comparator.comparingInt(ListedService::serviceId))
                .forEach(this::place);
        List<EveryService.Announced> announced = new ArrayList<>();
        for (ListedService service : services) {
            RelayPlan.Output output = outputs.get(service.serviceId());
            if (output != null) {
                output.to()
                        .network()
                        .ifPresent(network -> announced.add(new EveryService.Announced(
                                service.serviceId(), service.name().orElse(""), network)));
            }
        }
        if (!closed) {
            announce.accept(List.copyOf(announced));
        }
    }

    private void place(ListedService service) {
        if (closed || outputs.containsKey(service.serviceId()) || !plan.canPlace(service)) {
            return;
        }
        int number = numbers.computeIfAbsent(service.serviceId(), none -> lowestFree());
        try {
            OutputUri to = plan.to(number, service);
            RelayPlan.Output output = RelayPlan.Output.service(
                            to, new ServiceSelection.ById(service.serviceId()), plan.edit())
                    .within(plan.rate());
            open.accept(output);
            outputs.put(service.serviceId(), output);
        } catch (RuntimeException e) {
            tellOnce(service.serviceId(), e);
        }
    }

    private int lowestFree() {
        int number = 1;
        while (numbers.containsValue(number)) {
            number++;
        }
        return number;
    }

    /** Ends the outputs of services that have been away for a day, so that others can have their numbers. */
    private void forgetOld(List<ListedService> services) {
        if (closed) {
            return;
        }
        long now = clock.getAsLong();
        Set<Integer> listed = services.stream().map(ListedService::serviceId).collect(Collectors.toSet());
        awayNanos.keySet().removeAll(listed);
        for (Integer serviceId : List.copyOf(numbers.keySet())) {
            if (!listed.contains(serviceId)
                    && now - awayNanos.computeIfAbsent(serviceId, none -> now) >= LONGEST_AWAY) {
                numbers.remove(serviceId);
                awayNanos.remove(serviceId);
                refusals.remove(serviceId);
                RelayPlan.Output output = outputs.remove(serviceId);
                if (output != null) {
                    end.accept(output);
                }
            }
        }
    }

    private void tellOnce(int serviceId, RuntimeException reason) {
        String line = String.valueOf(reason.getMessage());
        if (!line.equals(refusals.put(serviceId, line))) {
            listener.tell(new OutputEvent.ServiceRefused(serviceId, reason));
        }
    }

    /** Opens and announces nothing more; the result completes when what is being opened is open. */
    CompletableFuture<Void> close() {
        listing.dispose();
        closed = true;
        CompletableFuture<Void> idle = listed(List.of());
        thread.shutdown(); // not at once: callers may wait for what is listed
        return idle;
    }
}
