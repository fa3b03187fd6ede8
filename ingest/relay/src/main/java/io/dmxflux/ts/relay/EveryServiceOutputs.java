// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.ServiceSelection;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Gives each service of a multiplex an output as it appears. A service keeps its number and its output for as long as
 * the relay runs, also while it is away.
 *
 * <p><b>Threading:</b> on a thread of its own, as opening a socket waits for the event loop, which is what tells of
 * services.
 */
final class EveryServiceOutputs {

    private final EveryService plan;
    private final Consumer<RelayPlan.Output> open;
    private final Consumer<List<EveryService.Announced>> announce;
    private final RelayEvent.Listener listener;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("dmxflux-services", true));
    private final Map<Integer, OutputUri> places = new HashMap<>();

    /** A service's place in the list, also while it has no output. */
    private final Map<Integer, Integer> numbers = new HashMap<>();

    /** The last reason told, by service. */
    private final Map<Integer, String> refusals = new HashMap<>();

    private volatile boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param plan where services go
     * @param open opens an output, or throws what is wrong with it
     * @param announce told all services that are sent to the network now, at each change
     * @param listener told which service has no output
     */
    EveryServiceOutputs(
            EveryService plan,
            Consumer<RelayPlan.Output> open,
            Consumer<List<EveryService.Announced>> announce,
            RelayEvent.Listener listener) {
        this.plan = plan;
        this.open = open;
        this.announce = announce;
        this.listener = listener;
    }

    /** Takes the list of services, from any thread; the result completes when each has its output. */
    CompletableFuture<Void> listed(List<ListedService> services) {
        try {
            return CompletableFuture.runAsync(() -> follow(services), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null); // closed
        }
    }

    private void follow(List<ListedService> services) {
        services.forEach(this::place);
        List<EveryService.Announced> announced = new ArrayList<>();
        for (ListedService service : services) {
            if (places.get(service.serviceId()) instanceof OutputUri.Network network) {
                announced.add(new EveryService.Announced(
                        service.serviceId(), service.name().orElse(""), network));
            }
        }
        if (!closed) {
            announce.accept(List.copyOf(announced));
        }
    }

    private void place(ListedService service) {
        if (closed || places.containsKey(service.serviceId()) || !plan.canPlace(service)) {
            return;
        }
        int number = numbers.computeIfAbsent(service.serviceId(), none -> numbers.size() + 1);
        try {
            OutputUri to = plan.to(number, service);
            open.accept(RelayPlan.Output.service(to, new ServiceSelection.ById(service.serviceId()), plan.edit()));
            places.put(service.serviceId(), to);
        } catch (RuntimeException e) {
            tellOnce(service.serviceId(), e);
        }
    }

    private void tellOnce(int serviceId, RuntimeException reason) {
        String line = String.valueOf(reason.getMessage());
        if (!line.equals(refusals.put(serviceId, line))) {
            listener.tell(new RelayEvent.ServiceRefused(serviceId, reason));
        }
    }

    /** Opens and announces nothing more; the result completes when what is being opened is open. */
    CompletableFuture<Void> close() {
        closed = true;
        CompletableFuture<Void> idle = listed(List.of());
        thread.shutdown(); // not at once: callers may wait for what is listed
        return idle;
    }
}
