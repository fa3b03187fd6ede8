// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.log.TsLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A span of a stream of a log.
 *
 * @param log the log
 * @param stream its name in the log
 * @param from where it begins
 * @param to where it ends
 */
record LogSpan(TsLog log, String stream, LogStart from, LogEnd to) {

    /** Returns its chunks; where it ends is found when they are subscribed to, on a thread that may block. */
    Flux<TsChunk> chunks() {
        Flux<TsChunk> all = log.read(stream, from);
        if (to instanceof LogEnd.Never) {
            return all;
        }
        Flux<TsChunk> inTime =
                to instanceof LogEnd.Before before ? all.takeWhile(chunk -> isBefore(chunk, before.time())) : all;
        if (to instanceof LogEnd.Before before && before.time().isAfter(Instant.now())) {
            return inTime;
        }
        return Mono.fromCallable(this::end)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> new UncheckedIOException(e.getMessage(), e))
                .flatMapMany(end -> end.isEmpty()
                        ? Flux.empty()
                        : inTime.takeUntil(chunk -> chunk.endDatagram() >= end.getAsLong()));
    }

    /** The one that ends it is nobody's. */
    private static boolean isBefore(TsChunk chunk, Instant end) {
        boolean before = chunk.time().isBefore(end);
        if (!before) {
            chunk.release();
        }
        return before;
    }

    /** Returns the position behind what is there; empty if nothing of that is behind the beginning. */
    private OptionalLong end() throws IOException {
        OptionalLong end = log.end(stream);
        if (end.isEmpty() || from instanceof LogStart.Live) {
            return OptionalLong.empty();
        }
        if (from instanceof LogStart.Position position) {
            return position.datagram() < end.getAsLong() ? end : OptionalLong.empty();
        }
        return log.position(stream, ((LogStart.At) from).time()).isPresent() ? end : OptionalLong.empty();
    }
}
