// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Completes a stream from any thread, while buffers arrive on another: also how a source of one's own is closed.
 *
 * <p>Reactor's {@code takeUntilOther} drops the buffer that is being emitted at that moment without releasing it, so that
 * its pool loses it.
 *
 * <p><b>Demand:</b> downstream's.
 * <p><b>Holds:</b> nothing.
 * <p><b>Discard:</b> a buffer that arrives after the end is released.
 * <p><b>Errors:</b> upstream's, and an {@link IllegalArgumentException} for a request of 0 or fewer. One that comes after
 * {@link #stop}, or after downstream has cancelled, is not told: a file that is being opened meanwhile fails only because it is let
 * go of.
 * <p><b>Threading:</b> {@link #stop} from any thread; the end is signalled on that one, or on the one that is delivering a
 * buffer.
 */
public final class Stoppable implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private final BookAccount closed;
    private boolean stopped;
    private @Nullable StoppableSubscriber active;

    /** Creates an operator for a single stream. */
    public Stoppable() {
        this(new BookAccount());
    }

    /**
     * Creates an operator for a single stream.
     *
     * @param closed where to count the bytes that come after the end
     */
    public Stoppable(BookAccount closed) {
        this.closed = closed;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> buffers) {
        return BufferOperator.behind(buffers, StoppableSubscriber::new);
    }

    /**
     * Returns what came after the end.
     *
     * @return the book, now
     */
    public StageBook book() {
        return StageBook.of(closed.entry(), 0);
    }

    private void begin(StoppableSubscriber subscriber) {
        synchronized (this) {
            active = subscriber;
            if (!stopped) {
                return;
            }
        }
        subscriber.stop();
    }

    /** Cancels upstream and completes the stream, now or at its subscription. A second call does nothing. */
    public void stop() {
        StoppableSubscriber subscriber;
        synchronized (this) {
            stopped = true;
            subscriber = active;
        }
        if (subscriber != null) {
            subscriber.stop();
        }
    }

    /**
     * Passes signals on until it is stopped.
     * <pre>
     *   signals under way: 1 (onSubscribe) --&gt; 0 --onNext--&gt; 1 --&gt; 0 ...
     *                      | stop              | stop
     *                      v                   v
     *                      STOPPED + 1 --&gt; STOPPED --&gt; OVER      onComplete, onError: any state --&gt; OVER
     * </pre>
     * The thread that changes to OVER signals the end, and so none of it is within another signal.
     */
    private final class StoppableSubscriber extends BufferOperator {

        private static final int STOPPED = 1 << 30;
        private static final int OVER = -1;

        private final AtomicInteger state = new AtomicInteger(1);

        /** Written before it is stopped. */
        private @Nullable IllegalArgumentException invalidRequest;

        StoppableSubscriber(CoreSubscriber<? super ByteBuf> actual) {
            super(actual, closed);
        }

        @Override
        void subscribing() {
            begin(this);
        }

        @Override
        void subscribed() {
            delivered();
        }

        @Override
        boolean hasTerminated() {
            return state.get() == OVER;
        }

        private static boolean goesOn(int now) {
            return now >= 0 && now < STOPPED;
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (!goesOn(state.getAndUpdate(now -> goesOn(now) ? now + 1 : now))) {
                drop(buffer);
                return;
            }
            try {
                actual.onNext(buffer);
            } finally { // also where it throws: or nothing could end the stream any more
                delivered();
            }
        }

        private void delivered() {
            completeIf(state.updateAndGet(now -> now == OVER ? OVER : now - 1) == STOPPED);
        }

        private void completeIf(boolean isLast) {
            if (isLast && state.compareAndSet(STOPPED, OVER)) {
                end(invalidRequest);
            }
        }

        private void end(@Nullable Throwable failure) {
            if (failure == null) {
                actual.onComplete();
            } else {
                actual.onError(failure);
            }
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                super.request(n);
            } else if (!isCancelled()) {
                invalidRequest = invalidRequest(n);
                stop();
            }
        }

        /** After a cancel the state is left as it is: a stop that has just cancelled is about to complete downstream. */
        @Override
        public void onError(Throwable failure) {
            if (isCancelled()) {
                return;
            }
            if (state.getAndSet(OVER) == OVER) {
                Operators.onErrorDropped(failure, currentContext());
            } else {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (state.getAndSet(OVER) != OVER) {
                actual.onComplete();
            }
        }

        /** Ends it here, or leaves that to the thread of a signal that is under way. */
        void stop() {
            cancel();
            completeIf(state.updateAndGet(now -> goesOn(now) ? now | STOPPED : now) == STOPPED);
        }
    }
}
