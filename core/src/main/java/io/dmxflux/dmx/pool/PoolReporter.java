// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.check.Check;
import io.dmxflux.check.Listeners;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells a pool's listener what happens to the pool, each event once.
 *
 * <p><b>Threading:</b> {@link #look}, {@link #signalling} and {@link #signalReturned} on the thread that drains; the others
 * on any thread.
 */
final class PoolReporter {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(DmxBufferPool.class);
    private static final long BLOCKED_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String path;
    private final DmxBufferPoolConfig config;
    private final long lentLimitNanos;
    private final long blockedLimitNanos;
    private final AtomicBoolean allOutTold = new AtomicBoolean();
    private volatile long allOutNanos;
    private volatile boolean signalling;
    private volatile long signalNanos;

    // guarded by this
    private boolean blockedTold;
    private long blockedToldNanos;

    PoolReporter(String path, DmxBufferPoolConfig config) {
        this.path = path;
        this.config = config;
        lentLimitNanos = Check.nanos(config.lentLimit(), "lentLimit");
        blockedLimitNanos = Check.nanos(config.blockedLimit(), "blockedLimit");
    }

    private void tell(PoolEvent event) {
        Listeners.tell(
                config.events(),
                event,
                (told, thrown) -> LOGGER.warn(
                        "{}: the listener of the pool's events failed; it was told: {}", path, told.message(), thrown));
    }

    /** Tells when no buffer has come home for too long, and when one has. */
    void look(DriverQueue queue, int lent) {
        int lendable = queue.lendable();
        if (lent < lendable) {
            cameHome(lent);
            return;
        }
        long now = System.nanoTime();
        List<Lending> out = queue.lendings();
        Duration since = out.isEmpty() ? Duration.ZERO : out.get(out.size() - 1).age();
        if (since.toNanos() < now - allOutNanos) { // the newest was lent since: all are out once more
            cameHome(lent - 1);
        }
        if (since.toNanos() > lentLimitNanos && allOutTold.compareAndSet(false, true)) {
            allOutNanos = now;
            tell(new PoolEvent.AllBuffersOut(path, lendable, since, out.get(0)));
        }
    }

    boolean hasToldAllOut() {
        return allOutTold.get();
    }

    /** Tells, on any thread, that not all are out any more, if it was told that they are. */
    void cameHome(int lent) {
        if (allOutTold.get() && allOutTold.compareAndSet(true, false)) {
            tell(new PoolEvent.BuffersHome(path, lent));
        }
    }

    /** The thread goes to a subscriber, with a buffer. */
    void signalling(long nowNanos) {
        signalNanos = nowNanos;
        signalling = true;
    }

    /** The thread is back, if a subscriber had it. */
    void signalReturned() {
        if (signalling) {
            signalling = false;
            long now = System.nanoTime();
            signalled(now, now - signalNanos);
        }
    }

    /** Tells, on any thread, whether a subscriber has had the thread for longer than the limit. */
    boolean isBlocked(long nowNanos) {
        return signalling && nowNanos - signalNanos > blockedLimitNanos;
    }

    /** Tells of a subscriber that still has the thread. */
    void blocked(long nowNanos) {
        signalled(nowNanos, nowNanos - signalNanos);
    }

    private void signalled(long nowNanos, long tookNanos) {
        if (tookNanos > blockedLimitNanos && isToTell(nowNanos)) {
            tell(new PoolEvent.SignalsBlocked(path, Duration.ofNanos(tookNanos)));
        }
    }

    private synchronized boolean isToTell(long nowNanos) {
        boolean tells = !blockedTold || nowNanos - blockedToldNanos > BLOCKED_AGAIN_NANOS;
        if (tells) {
            blockedTold = true;
            blockedToldNanos = nowNanos;
        }
        return tells;
    }

    void leaked(Lending lending, long leaked) {
        tell(new PoolEvent.BufferLeaked(path, lending, leaked));
    }

    void refused(int index, int lendable, ErrnoException cause) {
        tell(new PoolEvent.BufferRefused(path, index, lendable, cause));
    }

    void accepted(int index, int lendable) {
        tell(new PoolEvent.BufferAccepted(path, index, lendable));
    }

    void takenBack(Duration waited, List<Lending> lent, boolean draining) {
        tell(new PoolEvent.TakenBack(path, waited, lent, draining, draining && signalling));
    }
}
