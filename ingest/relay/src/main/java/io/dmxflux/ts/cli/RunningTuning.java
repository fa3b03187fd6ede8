// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.source.Source;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A tuner in the foreground of a process: for a time, or until a signal (Ctrl-C, SIGTERM), which gives the tuner back. */
final class RunningTuning {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration OF_A_LOOK = Duration.ofMillis(500);
    private static final int LOOKS_A_LINE = 2;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Source source;
    private final @Nullable Duration limit;
    private final boolean always;
    private final Stoppable stoppable = new Stoppable();
    private final AtomicLong bytes = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int code = ExitCode.FAILED;

    // guarded by this

    private long lookedNanos = System.nanoTime();
    private long bytesThen;
    private long bitrateThen;
    private int looks;
    private @Nullable SignalLine told;

    /**
     * Tunes a source.
     *
     * @param source with a tuner
     * @param limit how long; null for ever
     * @param always whether each look is told, and not changes alone
     */
    RunningTuning(Source source, @Nullable Duration limit, boolean always) {
        this.source = source;
        this.limit = limit;
        this.always = always;
    }

    /** Returns the exit code, which tells whether there was a lock. */
    int untilItEnds(Consumer<SignalLine> print) {
        ShutdownHook hook = new ShutdownHook(this::endAtSignal);
        try {
            Flux<Long> looks = Flux.interval(OF_A_LOOK, Schedulers.boundedElastic())
                    .onBackpressureDrop()
                    .doOnNext(look -> look(print));
            Mono<Void> stream =
                    source.buffers().transform(stoppable).doOnNext(this::count).then();
            Disposable timer =
                    limit == null ? Disposables.disposed() : Mono.delay(limit).subscribe(over -> stoppable.stop());
            try {
                looks.takeUntilOther(stream).blockLast();
                lookAtLast(print);
            } finally {
                timer.dispose();
            }
            return code;
        } finally {
            source.close();
            awaitClosed();
            ended.countDown();
            hook.close();
        }
    }

    private void count(ByteBuf buffer) {
        bytes.addAndGet(buffer.readableBytes());
        buffer.release();
    }

    /** Twice a second on a terminal; elsewhere a change of the phase at once, and others once a second. */
    private synchronized void look(Consumer<SignalLine> print) {
        long nowNanos = System.nanoTime();
        long now = bytes.get();
        long bitrate = (now - bytesThen) * Byte.SIZE * NANOS_PER_SECOND / Math.max(1, nowNanos - lookedNanos);
        lookedNanos = nowNanos;
        bytesThen = now;
        bitrateThen = bitrate;
        looks++;
        source.signal().ifPresent(signal -> {
            judge(signal);
            SignalLine line = SignalLine.of(signal, bitrate, Instant.now());
            boolean isNews = told == null || !line.phase().equals(told.phase());
            if (always || isNews || looks % LOOKS_A_LINE == 0 && line.differsFrom(told)) {
                told = line;
                print.accept(line);
            }
        });
    }

    /** Tells what is new at the end; what has come since the last look is too little for a bit rate. */
    private synchronized void lookAtLast(Consumer<SignalLine> print) {
        if (told == null) {
            look(print);
            return;
        }
        source.signal().ifPresent(signal -> {
            judge(signal);
            SignalLine line = SignalLine.of(signal, bitrateThen, Instant.now());
            if (always || line.differsFrom(told)) {
                told = line;
                print.accept(line);
            }
        });
    }

    private void judge(SignalStats signal) {
        if (signal.isLocked() || signal.lockLosses() > 0) {
            code = ExitCode.DONE;
        }
    }

    private void awaitClosed() {
        try {
            source.whenClosed().toCompletableFuture().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the process ends, and the kernel takes the tuner back
        }
    }

    private void endAtSignal() {
        stoppable.stop();
        try {
            ended.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
