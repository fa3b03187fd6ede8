// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ListedService;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The outputs of a plan for every service, which follow the list of services of a multiplex, and the one who is told which of
 * them are sent.
 *
 * <p><b>Threading:</b> any thread; the listener is called by one at a time, and may ask anything of the relay.
 */
final class FollowedServices {

    private final RelayEvent.Listener listener;
    private volatile @Nullable EveryServiceOutputs outputs;
    private volatile Disposable listing = () -> {};

    private List<EveryService.Announced> announced = List.of();
    private Consumer<List<EveryService.Announced>> onServices = services -> {};

    FollowedServices(RelayEvent.Listener listener) {
        this.listener = listener;
    }

    /**
     * Begins to follow a list.
     *
     * @param plan where each service goes
     * @param list the services at each change
     * @param open opens the output of one
     * @param end ends the output of one that has been away for long
     */
    void follow(
            EveryService plan,
            Flux<List<ListedService>> list,
            Consumer<RelayPlan.Output> open,
            Consumer<RelayPlan.Output> end) {
        EveryServiceOutputs follower = new EveryServiceOutputs(plan, open, end, this::announce, listener);
        outputs = follower;
        listing = list.concatMap(
                        services -> Mono.fromFuture(follower.listed(services)).onErrorComplete(), 0)
                .subscribe(nothing -> {}, inputHasFailed -> {});
    }

    boolean isFollowing() {
        return outputs != null;
    }

    /** Opens and announces nothing more. */
    void stop(Relay.Deadline deadline) {
        listing.dispose();
        EveryServiceOutputs follower = outputs;
        outputs = null;
        if (follower != null) {
            deadline.await(follower.close()); // it may be about to start what it has opened
            announce(List.of());
        }
    }

    /** Tries again to give outputs to services whose destination another output had. */
    void retry() {
        EveryServiceOutputs follower = outputs;
        if (follower != null) {
            follower.retry();
        }
    }

    private synchronized void announce(List<EveryService.Announced> now) {
        announced = now;
        onServices.accept(now);
    }

    /** Tells which services are sent, now and at each change. */
    synchronized void onServices(Consumer<List<EveryService.Announced>> servicesListener) {
        onServices = servicesListener;
        servicesListener.accept(announced);
    }
}
