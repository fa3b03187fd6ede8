// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

/** A reader that notes what it has seen, and keeps nothing of it. */
final class LogReading extends BaseSubscriber<TsChunk> {

    private final long demand;
    final List<Long> firstDatagrams = new CopyOnWriteArrayList<>();
    final List<Integer> packets = new CopyOnWriteArrayList<>();
    private volatile long endDatagram;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable SignalType end;

    private LogReading(long demand) {
        this.demand = demand;
    }

    static LogReading of(TsLog log, String stream, LogStart from) {
        return of(log, stream, from, Long.MAX_VALUE);
    }

    static LogReading of(TsLog log, String stream, LogStart from, long demand) {
        return of(log, stream, from, LogEnd.NEVER, demand);
    }

    static LogReading of(TsLog log, String stream, LogStart from, LogEnd to, long demand) {
        LogReading reading = new LogReading(demand);
        log.read(stream, from, to).subscribe(reading);
        return reading;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (demand > 0) {
            request(demand);
        }
    }

    @Override
    protected void hookOnNext(TsChunk chunk) {
        try {
            firstDatagrams.add(chunk.firstDatagram());
            packets.add(LoggedStream.numbers(chunk).get(0));
            endDatagram = chunk.endDatagram();
        } finally {
            chunk.release();
        }
    }

    @Override
    protected void hookOnError(Throwable thrown) {
        failure = thrown;
    }

    @Override
    protected void hookFinally(SignalType type) {
        end = type;
    }

    /** Waits until it has read to a position. */
    LogReading to(long datagram) {
        Awaitility.await("read to " + datagram).until(() -> endDatagram >= datagram || end != null);
        return this;
    }

    /** Waits for so many chunks. */
    LogReading chunks(int count) {
        Awaitility.await(count + " chunks").until(() -> firstDatagrams.size() >= count || end != null);
        return this;
    }

    /** Waits for its end. */
    @Nullable
    SignalType end() {
        Awaitility.await("end").until(() -> end != null);
        return end;
    }

    @Nullable
    Throwable failure() {
        end();
        return failure;
    }
}
