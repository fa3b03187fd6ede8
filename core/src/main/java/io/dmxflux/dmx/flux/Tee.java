// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.pool.Lending;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Gives each buffer to several subscribers, counted once for each: {@code share} for elements that must be released.
 *
 * <p>It asks for what every subscriber has asked for, and so never has a buffer that it could not give away: there is no
 * queue, and nothing to lose.
 */
final class Tee extends FluxOperator<ByteBuf, ByteBuf> {

    private final int subscribers;
    private @Nullable Round newest;

    Tee(Flux<? extends ByteBuf> source, int subscribers) {
        super(source);
        this.subscribers = subscribers;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        Branch branch = join(actual);
        if (branch == null) {
            Operators.error(
                    actual,
                    new IllegalStateException("tee(" + subscribers + "): already has " + subscribers
                            + " subscribers (expected: no more while they receive; tee(" + (subscribers + 1)
                            + ") takes one more)"));
            return;
        }
        try {
            actual.onSubscribe(branch);
        } catch (Throwable broken) { // as if it had cancelled
            branch.cancel();
            throw broken;
        }
        branch.round.ready(branch);
    }

    /** Takes a place in the round that gathers, in a new one if the last is over; null if it is full. */
    private synchronized @Nullable Branch join(CoreSubscriber<? super ByteBuf> actual) {
        Round round = newest;
        if (round == null || round.isOver()) {
            round = new Round();
            newest = round;
        }
        if (round.begun || round.branches.size() == subscribers) {
            return null;
        }
        Branch branch = new Branch(round, actual);
        round.branches.add(branch);
        return branch;
    }

    /**
     * From the first of so many subscribers to the end of the last.
     * <pre>
     *   gathering --so many are there--&gt; begun --no branch is left, or upstream has ended--&gt; over
     *       | ^
     *       leave: the place is free again
     * </pre>
     */
    private final class Round implements CoreSubscriber<ByteBuf>, Scannable {

        private static final AtomicIntegerFieldUpdater<Round> REQUESTING =
                AtomicIntegerFieldUpdater.newUpdater(Round.class, "requesting");

        private final List<Branch> branches = new CopyOnWriteArrayList<>();
        private int ready; // guarded by Tee.this, as is each change of begun and, until then, of the branches
        private volatile boolean begun;
        private volatile int requesting;
        private volatile @Nullable Subscription upstream;
        private volatile boolean done;
        private long asked;

        private Context context = Context.empty();

        /**
         * Counts a subscriber that has its subscription, unless it has cancelled meanwhile; subscribes upstream with the last.
         * The context of the first is that of the source, as with Reactor's publish.
         */
        void ready(Branch branch) {
            Branch first;
            synchronized (Tee.this) {
                if (!branches.contains(branch)) {
                    return;
                }
                branch.ready = true;
                ready++;
                if (ready < subscribers) {
                    return;
                }
                begun = true;
                first = branches.get(0);
            }
            context = first.actual.currentContext();
            source.subscribe(this);
        }

        /**
         * Forgets a subscriber that has ended, which those that go on must not keep alive (Reactive Streams 3.13). The last
         * one cancels on its own thread, not on one that happens to request: a caller whose cancel has returned may
         * subscribe to the pool again.
         */
        void leave(Branch branch) {
            synchronized (Tee.this) {
                if (branches.remove(branch) && branch.ready) {
                    ready--;
                }
            }
            Subscription subscription = upstream;
            if (subscription != null && branches.isEmpty()) {
                subscription.cancel();
            }
        }

        boolean isOver() {
            return done || begun && branches.isEmpty();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (Operators.validate(upstream, subscription)) {
                upstream = subscription;
                requestMore();
            }
        }

        /** Asks for what all have asked for; cancels if none was left before there was anything to cancel. */
        void requestMore() {
            if (REQUESTING.getAndIncrement(this) != 0) {
                return;
            }
            int missed = 1;
            do {
                Subscription subscription = upstream;
                if (subscription != null) {
                    requestLeast(subscription);
                }
                missed = REQUESTING.addAndGet(this, -missed);
            } while (missed != 0);
        }

        private void requestLeast(Subscription subscription) {
            boolean any = false;
            long least = Long.MAX_VALUE;
            for (Branch branch : branches) {
                any = true;
                least = Math.min(least, branch.requested);
            }
            if (!any) {
                subscription.cancel();
            } else if (least > asked) {
                long more = least == Long.MAX_VALUE ? least : least - asked;
                asked = least;
                subscription.request(more);
            }
        }

        @Override
        public void onNext(ByteBuf buffer) {
            try {
                for (Branch branch : branches) {
                    branch.next(buffer);
                }
            } finally {
                buffer.release();
            }
        }

        @Override
        public void onError(Throwable failure) {
            done = true;
            branches.forEach(branch -> branch.end(failure));
        }

        @Override
        public void onComplete() {
            done = true;
            branches.forEach(branch -> branch.end(null));
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public Stream<? extends Scannable> inners() {
            return branches.stream();
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.PARENT) {
                return upstream;
            } else if (key == Attr.TERMINATED) {
                return done;
            }
            return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
        }
    }

    /** One of the subscribers. */
    private static final class Branch implements Subscription, Scannable {

        private static final AtomicLongFieldUpdater<Branch> REQUESTED =
                AtomicLongFieldUpdater.newUpdater(Branch.class, "requested");

        private final Round round;
        private final CoreSubscriber<? super ByteBuf> actual;
        /** All that was ever requested: what was emitted is the same for all branches. */
        private volatile long requested;

        private boolean ready; // guarded by the Tee
        private final AtomicBoolean over = new AtomicBoolean();

        /** Signals under way; the thread of a bad request ends the branch only where there is none. */
        private final AtomicInteger signals = new AtomicInteger();

        private volatile @Nullable IllegalArgumentException badRequest;

        Branch(Round round, CoreSubscriber<? super ByteBuf> actual) {
            this.round = round;
            this.actual = actual;
        }

        void next(ByteBuf buffer) {
            if (over.get() || signals.getAndIncrement() != 0 && badRequest != null) {
                return;
            }
            try {
                ByteBuf own = buffer.retainedDuplicate().asReadOnly(); // the other branches read the same memory
                actual.onNext(Lending.touch(own, "given to a branch of tee()"));
            } catch (Throwable thrown) {
                Exceptions.throwIfJvmFatal(thrown);
                fail(thrown);
            } finally {
                signals.decrementAndGet();
            }
            IllegalArgumentException bad = badRequest;
            if (bad != null) {
                fail(bad);
            }
        }

        private void fail(Throwable failure) {
            end(failure);
            round.requestMore();
        }

        void end(@Nullable Throwable failure) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            round.leave(this);
            try {
                if (failure == null) {
                    actual.onComplete();
                } else {
                    actual.onError(failure);
                }
            } catch (Throwable thrown) { // the other branches have their end to come
                Exceptions.throwIfJvmFatal(thrown);
                Operators.onErrorDropped(thrown, actual.currentContext());
            }
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                Operators.addCap(REQUESTED, this, n);
                round.requestMore();
            } else if (!over.get()) {
                IllegalArgumentException bad = DmxSubscription.badRequest(n);
                badRequest = bad;
                if (signals.getAndIncrement() == 0) {
                    fail(bad);
                }
            }
        }

        @Override
        public void cancel() {
            if (over.compareAndSet(false, true)) {
                round.leave(this);
                round.requestMore();
            }
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.PARENT) {
                return round;
            } else if (key == Attr.ACTUAL) {
                return actual;
            } else if (key == Attr.CANCELLED) {
                return over.get();
            }
            return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
        }
    }
}
