// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
 * <p><b>Demand:</b> nothing is read without demand.
 * <p><b>Holds:</b> nothing but what a chunk is a slice of: about a megabyte.
 */
final class LogFlux extends Flux<TsChunk> {

    private final String name;
    private final Supplier<FileLogReader> readers;

    /** The subscriptions of the log, which are completed when it is closed. */
    private final Set<Reading> open;

    /** Tells whether the log is closed. */
    private final BooleanSupplier closed;

    LogFlux(String name, Supplier<FileLogReader> readers, Set<Reading> open, BooleanSupplier closed) {
        this.name = name;
        this.readers = readers;
        this.open = open;
        this.closed = closed;
    }

    /** Applies Reactor's hooks. */
    static Flux<TsChunk> assembled(LogFlux flux) {
        return onAssembly(flux);
    }

    @Override
    public void subscribe(CoreSubscriber<? super TsChunk> actual) {
        Reading reading = new Reading(actual, readers.get(), open);
        Thread thread = new Thread(reading, "dmxflux-log-read-" + name);
        thread.setDaemon(true);
        reading.thread = thread;
        open.add(reading);
        if (closed.getAsBoolean()) { // before it was added: nobody else closes it
            reading.close();
        }
        actual.onSubscribe(reading);
        thread.start();
    }

    /** One subscription. */
    static final class Reading implements Subscription, Runnable {

        private final CoreSubscriber<? super TsChunk> actual;
        private final FileLogReader reader;
        private final Set<Reading> open;
        private final AtomicLong demand = new AtomicLong();
        private volatile @Nullable Thread thread;
        private volatile @Nullable IllegalArgumentException badRequest;
        private volatile boolean cancelled;
        private volatile boolean closed;

        Reading(CoreSubscriber<? super TsChunk> actual, FileLogReader reader, Set<Reading> open) {
            this.actual = actual;
            this.reader = reader;
            this.open = open;
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                badRequest = new IllegalArgumentException("request: " + count + " (expected: 1 or more)");
            } else {
                demand.accumulateAndGet(count, Operators::addCap);
            }
            wake();
        }

        @Override
        public void cancel() {
            cancelled = true;
            wake();
        }

        /** Completes it. */
        void close() {
            closed = true;
            wake();
        }

        private void wake() {
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            Throwable failure = null;
            try (reader) {
                if (!closed) {
                    reader.open();
                    emit();
                }
                failure = badRequest;
            } catch (IOException e) {
                failure = new UncheckedIOException(e.getMessage(), e);
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

        private void emit() throws IOException {
            while (!cancelled && !closed && badRequest == null) {
                if (demand.get() == 0) {
                    LockSupport.park(this);
                    continue;
                }
                long seen = reader.written();
                TsChunk chunk = reader.next();
                if (chunk == null) {
                    reader.await(seen);
                } else if (cancelled) {
                    chunk.release();
                } else {
                    actual.onNext(chunk);
                    if (demand.get() != Long.MAX_VALUE) {
                        demand.decrementAndGet();
                    }
                }
            }
        }
    }
}
