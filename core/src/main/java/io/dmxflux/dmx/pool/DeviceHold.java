// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.packet.MemoryHold;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a device open while it may still be used: by the pool until that is closed, by its drain, by each lent buffer, each
 * that is being read and each call under way. The last to let go closes it, once, without a lock.
 *
 * <p><b>Threading:</b> any.
 */
final class DeviceHold extends MemoryHold {

    /** The devices of pools that are not closed. */
    private static final Set<DmxDevice> CLAIMED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final AtomicInteger holders = new AtomicInteger(1);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final DmxDevice device;
    private final Runnable unmap;

    /**
     * Makes one that its maker holds.
     *
     * @param device claimed before; closed by the last to let go, after the unmapping, also if that has failed
     * @param unmap run before; what it throws is told by {@link #whenClosed}, as is what the closing throws
     */
    DeviceHold(DmxDevice device, Runnable unmap) {
        this.device = device;
        this.unmap = unmap;
    }

    /**
     * Takes a device for one pool, until it is closed.
     *
     * @throws IllegalStateException if it is that of another pool
     */
    static void claim(DmxDevice device) {
        if (!CLAIMED.add(device)) {
            throw new IllegalStateException(device.path()
                    + ": another pool has this device (expected: one pool for each; open the demux once more)");
        }
    }

    /** Closes a device that was claimed. */
    static void close(DmxDevice device) {
        try {
            device.close();
        } finally {
            CLAIMED.remove(device);
        }
    }

    /** Holds it once more; only for a caller that holds it already, or under the lock under which the maker lets go. */
    void take() {
        holders.incrementAndGet();
    }

    /** Holds it once more, and tells whether there was something left to hold. */
    boolean tryTake() {
        int now;
        do {
            now = holders.get();
        } while (now > 0 && !holders.compareAndSet(now, now + 1));
        return now > 0;
    }

    @Override
    public void watch(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void unwatch(Runnable listener) {
        listeners.remove(listener);
    }

    /** Tells those that hold memory for long that it is taken back. */
    void tellTakenBack() {
        listeners.forEach(Runnable::run);
    }

    /** Ends one hold. */
    @Override
    public void letGo() {
        if (holders.decrementAndGet() == 0) {
            RuntimeException failure = failureOf(unmap);
            RuntimeException second = failureOf(() -> close(device));
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
