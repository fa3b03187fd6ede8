// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * Lets a stream be ended in order from any thread, while buffers arrive on another.
 *
 * <p>Reactor's {@code takeUntilOther} drops the buffer that is on its way at that moment, and what it drops is not
 * released: the pool that it comes from is never whole again.
 *
 * <p><b>Demand:</b> downstream's.
 * <p><b>Holds:</b> nothing.
 * <p><b>Discard:</b> what arrives after the end is released.
 * <p><b>Threading:</b> {@link #stop} from any thread; the end is signalled on that one, or on the one that is just
 * delivering a buffer.
 */
public final class Stoppable implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private boolean stopped;
    private @Nullable StoppableSubscriber active;

    /** Makes one for a single stream. */
    public Stoppable() {}

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> buffers) {
        return FluxStoppable.of(buffers, this);
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

    /** Cancels what comes and completes the stream, now or as soon as there is one. Twice is once. */
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

    private static final class FluxStoppable extends FluxOperator<ByteBuf, ByteBuf> {

        private final Stoppable owner;

        private FluxStoppable(Flux<ByteBuf> source, Stoppable owner) {
            super(source);
            this.owner = owner;
        }

        static Flux<ByteBuf> of(Flux<ByteBuf> source, Stoppable owner) {
            return onAssembly(new FluxStoppable(source, owner));
        }

        @Override
        @SuppressWarnings("rawtypes")
        public @Nullable Object scanUnsafe(Attr key) {
            return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : super.scanUnsafe(key);
        }

        @Override
        public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
            StoppableSubscriber subscriber = new StoppableSubscriber(actual);
            source.subscribe(subscriber);
            owner.begin(subscriber);
        }
    }
}
