// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicReference;
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
 * <p><b>Errors:</b> upstream's. One that comes after {@link #stop}, or after downstream has cancelled, is not told: a file
 * that is being opened meanwhile fails only because it is let go of.
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
     *   IDLE --onNext--&gt; DELIVERING --delivered--&gt; IDLE
     *    | stop               | stop
     *    v                    v
     *   OVER &lt;--delivered-- STOPPING             onComplete, onError: any state --&gt; OVER
     * </pre>
     * The thread that changes to OVER signals the end.
     */
    private final class StoppableSubscriber extends BufferOperator {

        private enum Progress {
            IDLE,
            DELIVERING,
            STOPPING,
            OVER
        }

        private final AtomicReference<Progress> state = new AtomicReference<>(Progress.IDLE);

        StoppableSubscriber(CoreSubscriber<? super ByteBuf> actual) {
            super(actual, closed);
        }

        @Override
        void subscribed() {
            begin(this);
        }

        @Override
        boolean hasTerminated() {
            return state.get() == Progress.OVER;
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (state.compareAndSet(Progress.IDLE, Progress.DELIVERING)) {
                try {
                    actual.onNext(buffer);
                } finally { // also where it throws: or nothing could end the stream any more
                    delivered();
                }
            } else if (state.get() == Progress.DELIVERING) {
                actual.onNext(buffer); // requested from within the onNext before, on the same thread
            } else {
                drop(buffer);
            }
        }

        private void delivered() {
            if (!state.compareAndSet(Progress.DELIVERING, Progress.IDLE)
                    && state.compareAndSet(Progress.STOPPING, Progress.OVER)) {
                actual.onComplete();
            }
        }

        /** After a cancel the state is left as it is: a stop that has just cancelled is about to complete downstream. */
        @Override
        public void onError(Throwable failure) {
            if (isCancelled()) {
                return;
            }
            if (state.getAndSet(Progress.OVER) == Progress.OVER) {
                Operators.onErrorDropped(failure, currentContext());
            } else {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (state.getAndSet(Progress.OVER) != Progress.OVER) {
                actual.onComplete();
            }
        }

        /** Ends it here, or leaves that to the delivering thread. */
        void stop() {
            cancel();
            Progress before = state.getAndUpdate(now -> switch (now) {
                case IDLE -> Progress.OVER;
                case DELIVERING -> Progress.STOPPING;
                default -> now;
            });
            if (before == Progress.IDLE) {
                actual.onComplete();
            }
        }
    }
}
