// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notices what somebody should know of a pool, and tells it to the listener, each thing once.
 *
 * <p><b>Threading:</b> {@link #look} and {@link #signalled} on the thread that drains; the others on any thread.
 */
final class PoolReporter {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(DmxBufferPool.class);
    private static final long BLOCKED_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String path;
    private final DmxBufferPoolConfig config;
    private final long lentLimitNanos;
    private final long blockedLimitNanos;
    private volatile boolean allOutTold;
    private boolean blockedTold;
    private long blockedToldNanos;

    PoolReporter(String path, DmxBufferPoolConfig config) {
        this.path = path;
        this.config = config;
        lentLimitNanos = config.lentLimit().toNanos();
        blockedLimitNanos = config.blockedLimit().toNanos();
    }

    /** A listener that throws must not hurt a release. */
    private void tell(PoolEvent event) {
        try {
            config.events().accept(event);
        } catch (RuntimeException e) {
            LOGGER.warn("{}: the listener of the pool's events failed; it was told: {}", path, event.message(), e);
        }
    }

    static List<Lending> lendings(NegotiatedPool pool) {
        List<Lending> out = new ArrayList<>();
        for (BufferSlot slot : pool.slots()) {
            Lending lending = slot.lending();
            if (lending != null) {
                out.add(lending);
            }
        }
        out.sort(Comparator.comparing(Lending::age).reversed());
        return out;
    }

    /** Tells when no buffer has come home for too long, and when one has. */
    void look(NegotiatedPool pool, int lent, int lendable) {
        if (lent < lendable) {
            if (allOutTold) {
                allOutTold = false;
                tell(new PoolEvent.BuffersHome(path, lent));
            }
        } else if (!allOutTold) {
            List<Lending> out = lendings(pool);
            Duration since =
                    out.isEmpty() ? Duration.ZERO : out.get(out.size() - 1).age();
            if (since.toNanos() > lentLimitNanos) {
                allOutTold = true;
                tell(new PoolEvent.AllBuffersOut(path, lendable, since, out.get(0)));
            }
        }
    }

    /** A subscriber has given the thread back after so long. */
    void signalled(long nowNanos, long tookNanos) {
        if (tookNanos > blockedLimitNanos && (!blockedTold || nowNanos - blockedToldNanos > BLOCKED_AGAIN_NANOS)) {
            blockedTold = true;
            blockedToldNanos = nowNanos;
            tell(new PoolEvent.SignalsBlocked(path, Duration.ofNanos(tookNanos)));
        }
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
        tell(new PoolEvent.TakenBack(path, waited, lent, draining));
    }
}
