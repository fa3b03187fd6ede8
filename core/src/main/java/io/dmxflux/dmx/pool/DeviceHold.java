// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.check.Check;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a device open while it may still be used: by the pool until that is closed, by its drain, by each lent buffer and
 * each call under way. The last to let go closes it, once, without a lock.
 *
 * <p><b>Threading:</b> any.
 */
final class DeviceHold {

    private final AtomicInteger holders = new AtomicInteger(1);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Runnable unmap;
    private final Runnable close;

    /**
     * Makes one that its maker holds.
     *
     * @param unmap run by the last to let go; what it throws is told by {@link #whenClosed}
     * @param close run after that, even if it has failed; the same holds for what it throws
     */
    DeviceHold(Runnable unmap, Runnable close) {
        this.unmap = unmap;
        this.close = close;
    }

    /** Holds it once more; only for a caller that holds it already, or under the lock under which the maker lets go. */
    void take() {
        holders.incrementAndGet();
    }

    /** Ends one hold. */
    void letGo() {
        if (holders.decrementAndGet() == 0) {
            RuntimeException failure = failureOf(unmap);
            RuntimeException second = failureOf(close);
            failure = failure == null ? second : failure;
            if (failure == null) {
                closed.complete(null);
            } else {
                closed.completeExceptionally(failure);
            }
        }
    }

    private static @Nullable RuntimeException failureOf(Runnable step) {
        try {
            step.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    boolean isOnlyItsMakers() {
        return holders.get() == 1;
    }

    CompletionStage<Void> whenClosed() {
        return closed.minimalCompletionStage();
    }

    /** Waits for the end, not at all if the thread is interrupted, and tells whether it has come. */
    boolean awaitClosed(Duration limit) {
        try {
            closed.get(Check.nanos(limit, "limit"), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true; // closed, although a mapping could not be taken back, as whenClosed() tells
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
