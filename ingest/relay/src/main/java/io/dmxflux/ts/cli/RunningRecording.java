// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.source.LogSource;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SlowOutputPolicy;
import io.dmxflux.ts.split.SplitEvent;
import io.dmxflux.ts.split.SplitOutput;
import io.dmxflux.ts.split.SplitOutputConfig;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A recording in the foreground of a process: of its span, to the end of the stream, or until a signal (Ctrl-C, SIGTERM). Of what is
 * live it also ends when as much time has passed as it is to be long, and nothing comes. However it ends, the file ends with a whole
 * packet; one that never began leaves none.
 */
final class RunningRecording {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration OF_NOTHING = Duration.ofSeconds(3);
    private static final Duration OF_A_LOOK = Duration.ofSeconds(1);

    private final Source source;
    private final @Nullable ServiceSelection service;
    private final boolean isFast;
    private final RecordedPart part;
    private final Stoppable stoppable = new Stoppable();
    private final RuntimeException nothing = new NoSuchElementException("nothing was recorded");
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile int code = ExitCode.FAILED;

    /**
     * A recording that has not begun.
     *
     * @param source what is recorded, closed at the end
     * @param service which service of it; null for all of it
     * @param isFast whether the source waits for the file
     * @param span from when until when
     */
    RunningRecording(Source source, @Nullable ServiceSelection service, boolean isFast, RecordingSpan span) {
        this.source = source;
        this.service = service;
        this.isFast = isFast;
        InstantSource clock = source instanceof LogSource log && isFast ? log::time : InstantSource.system();
        this.part = new RecordedPart(span, service == null, clock, stoppable::stop);
    }

    /**
     * Records until it ends.
     *
     * @param sink where to
     * @param events told of the service
     * @param look called once a second, on a thread that may block
     * @param end called once it has ended
     * @return the exit code: whether there is anything in the file
     */
    int untilItEnds(
            FileSink sink, Consumer<SplitEvent> events, Consumer<RecordedPart> look, Consumer<RecordedPart> end) {
        ShutdownHook hook = new ShutdownHook(this::endAtSignal);
        Scheduler timers = Schedulers.newSingle("dmxflux-record", true);
        Disposable limit = Disposables.composite(limit(part.until()), patience(part.due(Instant.now())));
        try {
            Flux<Long> looks = Flux.interval(OF_A_LOOK, Schedulers.boundedElastic())
                    .onBackpressureDrop()
                    .doOnNext(tick -> look.accept(part));
            looks.takeUntilOther(recording(sink, events, timers)).blockLast();
            code = part.bytes() > 0 ? ExitCode.DONE : ExitCode.FAILED;
            return code;
        } finally {
            limit.dispose();
            source.close();
            sink.close();
            timers.dispose();
            end.accept(part);
            told.countDown();
            hook.close();
        }
    }

    private Mono<Void> recording(FileSink sink, Consumer<SplitEvent> events, Scheduler timers) {
        Flux<ByteBuf> packets = source.buffers().transform(stoppable).transform(new AlignPackets());
        if (service == null) {
            return written(sink, packets);
        }
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .slowOutputs(isFast ? SlowOutputPolicy.PAUSE_INPUT : SlowOutputPolicy.DROP_OLDEST)
                .scheduler(timers)
                .onEvent(events)
                .build();
        SplitOutput output = splitter.addService(SplitOutputConfig.BULK, service, ServiceEdit.NONE);
        return Mono.when(written(sink, output.batches()), splitter.split(packets));
    }

    /** A stream that fails before its first buffer leaves no file. */
    private Mono<Void> written(FileSink sink, Flux<ByteBuf> packets) {
        return sink.send(part.of(packets).switchIfEmpty(Flux.error(nothing)))
                .onErrorResume(failure -> failure == nothing, failure -> Mono.empty());
    }

    /** Ends it also while nothing comes. What is past has its end in the log. */
    private Disposable limit(@Nullable Instant until) {
        Duration left = until == null ? Duration.ZERO : Duration.between(Instant.now(), until);
        if (left.isZero() || left.isNegative()) {
            return Disposables.disposed();
        }
        Mono<Long> over = Mono.delay(left);
        return (isFast ? over.then(unchanged(() -> source.book().handedOn().bytes())) : over.then())
                .subscribe(none -> {}, failure -> {}, stoppable::stop);
    }

    /** What comes late is recorded as long as it is to be; what does not come is not waited for any longer. */
    private Disposable patience(@Nullable Instant due) {
        if (due == null || isFast) {
            return Disposables.disposed();
        }
        return Mono.delay(Duration.between(Instant.now(), due))
                .then(unchanged(part::comeBytes))
                .subscribe(none -> {}, failure -> {}, part::giveUp);
    }

    /** What is read at once may be behind the time still. */
    private static Mono<Void> unchanged(LongSupplier bytes) {
        return Flux.interval(Duration.ZERO, OF_NOTHING)
                .map(look -> bytes.getAsLong())
                .buffer(2, 1)
                .takeUntil(looks -> looks.get(0).equals(looks.get(1)))
                .then();
    }

    private void endAtSignal() {
        stoppable.stop();
        try {
            told.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
