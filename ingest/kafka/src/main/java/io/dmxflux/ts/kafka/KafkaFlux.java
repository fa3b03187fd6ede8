// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The chunks of a reader, read and emitted on a thread of each subscription's own.
 *
 * <p><b>Demand:</b> without demand the partition is paused.
 * <p><b>Holds:</b> what a reader does, and what Kafka's client has fetched ahead: about two megabytes.
 */
final class KafkaFlux extends Flux<TsChunk> {

    private final KafkaStream stream;
    private final LogStart start;
    private final Supplier<KafkaReader> readers;

    /** The subscriptions of the log, which are completed when it is closed. */
    private final Set<Reading> open;

    /** Tells whether the log is closed. */
    private final BooleanSupplier closed;

    KafkaFlux(
            KafkaStream stream,
            LogStart start,
            Supplier<KafkaReader> readers,
            Set<Reading> open,
            BooleanSupplier closed) {
        this.stream = stream;
        this.start = start;
        this.readers = readers;
        this.open = open;
        this.closed = closed;
    }

    /** Applies Reactor's hooks. */
    static Flux<TsChunk> assembled(KafkaFlux flux) {
        return onAssembly(flux);
    }

    @Override
    public void subscribe(CoreSubscriber<? super TsChunk> actual) {
        KafkaReader reader;
        try {
            reader = readers.get();
        } catch (RuntimeException e) {
            Operators.error(actual, new UncheckedIOException(KafkaFailure.of(stream.label(), e)));
            return;
        }
        Reading reading = new Reading(actual, reader, start, open);
        open.add(reading);
        if (closed.getAsBoolean()) { // before it was added: nobody else closes it
            reading.close();
        }
        actual.onSubscribe(reading);
        Thread thread = new Thread(reading, "dmxflux-kafka-read-" + stream.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** One subscription. */
    static final class Reading implements Subscription, Runnable {

        private final CoreSubscriber<? super TsChunk> actual;
        private final KafkaReader reader;
        private final LogStart start;
        private final Set<Reading> open;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean rests;
        private volatile @Nullable IllegalArgumentException badRequest;
        private volatile boolean cancelled;
        private volatile boolean closed;

        Reading(CoreSubscriber<? super TsChunk> actual, KafkaReader reader, LogStart start, Set<Reading> open) {
            this.actual = actual;
            this.reader = reader;
            this.start = start;
            this.open = open;
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                badRequest = new IllegalArgumentException("request: " + count + " (expected: 1 or more)");
            } else {
                demand.accumulateAndGet(count, Operators::addCap);
            }
            if (rests) {
                reader.wake();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            reader.wake();
        }

        /** Completes it. */
        void close() {
            closed = true;
            reader.wake();
        }

        @Override
        public void run() {
            Throwable failure = null;
            try (reader) {
                if (!closed) {
                    reader.open(start);
                    emit();
                }
                failure = badRequest;
            } catch (IOException e) {
                failure = closed ? null : new UncheckedIOException(e.getMessage(), e);
            } catch (RuntimeException | OutOfMemoryError e) {
                failure = e;
            }
            open.remove(this);
            if (cancelled) {
                return;
            }
            if (failure == null) {
                actual.onComplete();
            } else {
                actual.onError(failure);
            }
        }

        private boolean isOver() {
            return cancelled || closed || badRequest != null;
        }

        private void emit() throws IOException {
            while (!isOver()) {
                if (demand.get() == 0) {
                    rest();
                    continue;
                }
                TsChunk chunk = reader.next();
                if (chunk == null) {
                    continue;
                }
                if (cancelled) {
                    chunk.release();
                } else {
                    actual.onNext(chunk);
                    if (demand.get() != Long.MAX_VALUE) {
                        demand.decrementAndGet();
                    }
                }
            }
        }

        private void rest() throws IOException {
            rests = true;
            try {
                if (demand.get() == 0 && !isOver()) {
                    reader.rest();
                }
            } finally {
                rests = false;
            }
        }
    }
}
