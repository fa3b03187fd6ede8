// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The chunks of a reader, read and emitted on a thread of each subscription's own.
 *
 * <p><b>Demand:</b> nothing is read without demand: the reader rests.
 * <p><b>End:</b> {@link ReadingEnd}. A reader that has nothing of what was there ends as well.
 * <p><b>Holds:</b> what the reader does.
 */
final class LogFlux extends Flux<TsChunk> {

    private final String thread;
    private final LogReaders.Maker maker;
    private final Supplier<ReadingEnd> end;
    private final LogReaders readers;

    LogFlux(String thread, LogReaders.Maker maker, Supplier<ReadingEnd> end, LogReaders readers) {
        this.thread = thread;
        this.maker = maker;
        this.end = end;
        this.readers = readers;
    }

    /** Applies Reactor's hooks. */
    static Flux<TsChunk> assembled(LogFlux flux) {
        return onAssembly(flux);
    }

    @Override
    public void subscribe(CoreSubscriber<? super TsChunk> actual) {
        LogReader reader;
        try {
            reader = maker.make();
        } catch (IOException e) {
            Operators.error(actual, new UncheckedIOException(e.getMessage(), e));
            return;
        } catch (RuntimeException e) {
            Operators.error(actual, e);
            return;
        }
        Reading reading = new Reading(actual, reader, end.get(), readers);
        readers.begins(reading);
        try {
            actual.onSubscribe(reading);
        } catch (Throwable broken) { // which Reactive Streams 2.13 forbids
            reading.cancel();
            throw broken;
        } finally { // also where it is cancelled: its thread closes the reader
            Thread own = new Thread(reading, thread);
            own.setDaemon(true);
            own.start();
        }
    }

    /** One subscription. */
    static final class Reading implements Subscription, Runnable {

        /** Of so many reads in a row that gave nothing, it is looked whether there is anything. */
        private static final int MOST_IN_VAIN = 2;

        private final CoreSubscriber<? super TsChunk> actual;
        private final LogReader reader;
        private final ReadingEnd end;
        private final LogReaders readers;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean rests;
        private volatile @Nullable IllegalArgumentException badRequest;
        private volatile boolean cancelled;
        private volatile boolean closed;

        /** Reads in a row that gave nothing; as if there were some at the beginning. */
        private int inVain = MOST_IN_VAIN;

        Reading(CoreSubscriber<? super TsChunk> actual, LogReader reader, ReadingEnd end, LogReaders readers) {
            this.actual = actual;
            this.reader = reader;
            this.end = end;
            this.readers = readers;
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
                    end.begin();
                    reader.open();
                    emit();
                }
                failure = badRequest;
            } catch (IOException e) {
                failure = closed ? null : new UncheckedIOException(e.getMessage(), e);
            } catch (RuntimeException | Error e) { // nobody else tells the subscriber
                failure = e;
            }
            readers.ends(this);
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
            boolean ended = false;
            while (!ended && !isOver()) {
                if (demand.get() == 0) {
                    rest();
                } else {
                    ended = emitNext();
                }
            }
        }

        /** Tells whether that was all. */
        private boolean emitNext() throws IOException {
            boolean isFixed = end.isFixed();
            boolean looks = isFixed && inVain >= MOST_IN_VAIN;
            TsChunk chunk = looks ? reader.nextOfThose() : reader.next();
            if (chunk == null) {
                inVain = isFixed ? inVain + 1 : 0;
                return looks;
            }
            inVain = 0;
            if (cancelled || end.isBefore(chunk)) {
                chunk.release();
                return true;
            }
            boolean last = end.isBehind(chunk);
            actual.onNext(chunk);
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            return last;
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
