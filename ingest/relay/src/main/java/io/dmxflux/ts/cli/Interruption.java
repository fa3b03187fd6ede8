// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A signal (Ctrl-C, SIGTERM) that ends a work before it is complete, and the process once this is closed: what is to be said and
 * closed is said and closed before. Exit code 130.
 */
final class Interruption implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sinks.Empty<Void> signal = Sinks.empty();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ShutdownHook hook = new ShutdownHook(this::come);
    private volatile boolean came;

    /** Returns the same work, which completes when the signal comes. */
    <T> Flux<T> ends(Flux<T> work) {
        return work.takeUntilOther(signal.asMono());
    }

    boolean came() {
        return came;
    }

    private void come() {
        came = true;
        signal.tryEmitEmpty();
        try {
            closed.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }

    @Override
    public void close() {
        closed.countDown();
        hook.close();
    }
}
