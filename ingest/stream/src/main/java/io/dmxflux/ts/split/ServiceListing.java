// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The lists of services: the PAT's, with the SDT's names once it has come, or without names once so many PATs have come that
 * there seems to be none.
 *
 * <p><b>Demand:</b> each subscriber gets the newest list that it has not had, when it asks.
 * <p><b>Threading:</b> subscribers come, ask and leave on any thread, and wake the owner; everything else is the owner's, one
 * call after the other, and it is there that lists are emitted.
 */
final class ServiceListing extends Flux<List<ListedService>> implements Scannable {

    private final Runnable wakeUp;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    private List<ListedService> known = List.of();
    private int patsWithoutSdt;
    private boolean news;

    /**
     * A list that nobody reads and that is not known.
     *
     * @param wakeUp has the owner call {@link #emit} soon
     */
    ServiceListing(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** Returns this as Reactor's own operators are returned, with what is hooked to their assembly. */
    Flux<List<ListedService>> assembled() {
        return onAssembly(this);
    }

    @Override
    public void subscribe(CoreSubscriber<? super List<ListedService>> subscriber) {
        Listener listener = new Listener(subscriber);
        subscriber.onSubscribe(listener);
        listeners.add(listener);
        wakeUp.run();
    }

    boolean isWanted() {
        return !ended && !listeners.isEmpty();
    }

    /** Tells whether there is a list that not everybody has had. */
    boolean hasNews() {
        return news && !listeners.isEmpty();
    }

    /** Tells whether a subscriber that has been told of services has not asked for more. */
    boolean isAwaited() {
        for (Listener listener : listeners) {
            if (!known.isEmpty() && !listener.done && listener.demand.get() == 0) {
                return true;
            }
        }
        return false;
    }

    void look(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        List<ListedService> now = ListedService.in(programs, services);
        if (patsWithoutSdt >= ListedService.MOST_PATS) {
            now = now.stream().map(ListedService::named).toList();
        }
        if (!now.equals(known)) {
            known = now;
            news = true;
        }
    }

    /** Takes note that another PAT has come, of the programs that are known. */
    void patCame(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        if (services == null && ++patsWithoutSdt == ListedService.MOST_PATS) {
            look(programs, null);
        }
    }

    /** Gives the newest list to all that have asked and not had it; then, once it has ended, the end. */
    void emit() {
        news = false;
        for (Listener listener : listeners) {
            listener.emit();
        }
    }

    /** Gives no more lists from here on, but the end. */
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

    /** A subscriber, and what it asked for. */
    private final class Listener implements Subscription, Scannable {

        private final CoreSubscriber<? super List<ListedService>> actual;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean done;
        private List<ListedService> had = List.of();

        Listener(CoreSubscriber<? super List<ListedService>> actual) {
            this.actual = actual;
        }

        void emit() {
            try {
                if (!done && had != known && demand.get() > 0) {
                    demand.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
                    had = known;
                    actual.onNext(known);
                }
                if (ended && !done) {
                    done = true;
                    signalEnd();
                }
            } catch (Throwable e) { // the others are to be told all the same
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
            if (Operators.validate(n)) {
                demand.accumulateAndGet(n, Operators::addCap);
                wakeUp.run();
            }
        }

        @Override
        public void cancel() {
            done = true;
            wakeUp.run();
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.ACTUAL) {
                return actual;
            }
            if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
                return demand.get();
            }
            if (key == Attr.TERMINATED) {
                return done && ended;
            }
            return key == Attr.CANCELLED ? (Object) (done && !ended) : null;
        }
    }
}
