// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Time for an end in order, all in all, of which each step takes its part. */
final class Patience {

    private final long deadlineNanos;

    Patience(Duration patience) {
        deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /** Waits for one step, as long as there is time; what failed has been told, and what is late is given up. */
    void await(CompletableFuture<?> end) {
        try {
            end.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // nothing more can be done about either
        }
    }
}
