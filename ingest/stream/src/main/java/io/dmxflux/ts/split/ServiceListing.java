// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The list of services: those of the PAT, with the names of the SDT; a service without a name once so many PATs have listed it
 * that the SDT seems to have none, or there seems to be no SDT.
 *
 * <p><b>Demand:</b> on request a subscriber gets the latest list, unless it has had it. A request for nothing is an error of
 * its own (Reactive Streams 3.9); the other subscribers go on.
 * <p><b>Threading:</b> subscribe, request and cancel from any thread; all other calls are the owner's, serially, and lists
 * are emitted there. A request counts once it is the owner's turn: outputs that its sender has added before are there by then.
 */
final class ServiceListing extends Flux<List<ListedService>> implements Scannable {

    private final Executor owner;
    private final List<ListSubscription> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    private List<ListedService> known = List.of();

    /** How many PATs have listed a service that no SDT has named yet; by service, and only those. */
    private final Map<Integer, Integer> patsUnnamed = new HashMap<>();

    private boolean news;

    /**
     * An empty list without subscribers.
     *
     * @param owner runs tasks in order, and calls {@link #emit} after each
     */
    ServiceListing(Executor owner) {
        this.owner = owner;
    }

    /** Returns this with Reactor's assembly hooks applied. */
    Flux<List<ListedService>> assembled() {
        return onAssembly(this);
    }

    @Override
    public void subscribe(CoreSubscriber<? super List<ListedService>> subscriber) {
        ListSubscription listener = new ListSubscription(subscriber);
        subscriber.onSubscribe(listener);
        listeners.add(listener);
        owner.execute(() -> {});
    }

    boolean isWanted() {
        return !ended && !listeners.isEmpty();
    }

    /** Tells whether there is a list that a subscriber has not had. */
    boolean hasNews() {
        return news && !listeners.isEmpty();
    }

    /** Tells whether a subscriber that has had a list has no demand. */
    boolean isAwaited() {
        if (known.isEmpty() || listeners.isEmpty()) { // without an iterator: asked for each buffer
            return false;
        }
        for (ListSubscription listener : listeners) {
            if (!listener.done && listener.demand == 0) {
                return true;
            }
        }
        return false;
    }

    void look(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        List<ListedService> now = ListedService.in(programs, services);
        patsUnnamed.keySet().retainAll(unnamed(now));
        unnamed(now).forEach(serviceId -> patsUnnamed.putIfAbsent(serviceId, 0));
        now = now.stream()
                .map(service -> isNamedTooLate(service.serviceId()) ? service.named() : service)
                .toList();
        if (!now.equals(known)) {
            known = now;
            news = true;
        }
    }

    /** Counts a PAT of the same programs. */
    void patCame(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        if (patsUnnamed.isEmpty()) {
            return;
        }
        boolean isDue = patsUnnamed.containsValue(ListedService.MOST_PATS - 1);
        patsUnnamed.replaceAll((serviceId, pats) -> Math.min(pats + 1, ListedService.MOST_PATS));
        if (isDue) {
            look(programs, services);
        }
    }

    private boolean isNamedTooLate(int serviceId) {
        return patsUnnamed.getOrDefault(serviceId, 0) >= ListedService.MOST_PATS;
    }

    private static List<Integer> unnamed(List<ListedService> services) {
        return services.stream()
                .filter(service -> service.name().isEmpty())
                .map(ListedService::serviceId)
                .toList();
    }

    /** Emits the latest list to all subscribers with demand that have not had it; after the end, the terminal signal. */
    void emit() {
        news = false;
        if (!listeners.isEmpty()) { // for each buffer, so without an iterator
            listeners.forEach(ListSubscription::emit);
        }
    }

    /** Ends all subscribers. */
    void end(@Nullable Throwable cause) {
        failure = cause;
        ended = true;
        emit();
    }

    @Override
    @SuppressWarnings("rawtypes") // as Scannable declares it
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    /** A subscriber and its demand. */
    private final class ListSubscription implements Subscription, Scannable {

        private final CoreSubscriber<? super List<ListedService>> actual;

        /** Written in the owner's tasks. */
        private volatile long demand;

        private volatile boolean done;
        private volatile @Nullable Throwable invalidRequest;
        private List<ListedService> had = List.of();

        ListSubscription(CoreSubscriber<? super List<ListedService>> actual) {
            this.actual = actual;
        }

        void emit() {
            try {
                Throwable invalid = invalidRequest;
                if (invalid != null && !done) {
                    done = true;
                    actual.onError(invalid);
                }
                if (!done && had != known && demand > 0) {
                    demand = demand == Long.MAX_VALUE ? demand : demand - 1;
                    had = known;
                    actual.onNext(known);
                }
                if (ended && !done) {
                    done = true;
                    signalEnd();
                }
            } catch (Throwable e) { // the other subscribers go on
                done = true;
                Operators.onErrorDropped(e, actual.currentContext());
            }
            if (done) {
                listeners.remove(this);
            }
        }

        private void signalEnd() {
            Throwable cause = failure;
            if (cause == null) {
                actual.onComplete();
            } else {
                actual.onError(cause);
            }
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                owner.execute(() -> demand = Operators.addCap(demand, n));
            } else {
                invalidRequest = new IllegalArgumentException(
                        "services: request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
                owner.execute(() -> {});
            }
        }

        @Override
        public void cancel() {
            done = true;
            owner.execute(() -> {});
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.ACTUAL) {
                return actual;
            }
            if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
                return demand;
            }
            if (key == Attr.TERMINATED) {
                return done && (ended || invalidRequest != null);
            }
            return key == Attr.CANCELLED ? (Object) (done && !ended && invalidRequest == null) : null;
        }
    }
}
