// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the calls of a simulated device, and fails those that its plan, a closed device or an unplugged one does not allow.
 *
 * <p><b>Threading:</b> any thread.
 */
final class SimulatedCalls {

    private final String path;
    private final FaultPlan plan;
    private final AtomicLongArray calls = new AtomicLongArray(DmxVerb.values().length);
    private volatile boolean closed;
    private volatile boolean unplugged;
    private volatile long overflows;

    SimulatedCalls(String path, FaultPlan plan) {
        this.path = path;
        this.plan = plan;
    }

    BufferLimits limits() {
        return plan.limits();
    }

    /** Counts a call, and fails it if it has to; an interrupted one is repeated, as by the kernel's devices. */
    void called(DmxVerb verb) {
        failIfClosed(verb);
        failIfUnplugged(verb);
        Errno errno;
        do {
            errno = plan.failureOf(verb, calls.incrementAndGet(verb.ordinal())).orElse(null);
        } while (errno == Errno.EINTR);
        if (errno != null) {
            throw new ErrnoException(verb.call(), path, errno, Cure.DEMUX);
        }
    }

    /**
     * Counts a call of {@link DmxVerb#DEQUEUE}, as {@link #called} does; of one thread at a time.
     *
     * @return whether the plan has it find the ring overflowed, which fails no call
     */
    boolean dequeueOverflows() {
        try {
            called(DmxVerb.DEQUEUE);
            return false;
        } catch (ErrnoException e) {
            if (!e.is(Errno.EOVERFLOW)) {
                throw e;
            }
            overflows = overflows + 1;
            return true;
        }
    }

    long overflows() {
        return overflows;
    }

    /** As the kernel's devices, whose descriptor's number may belong to another file by then. */
    private void failIfClosed(DmxVerb verb) {
        if (closed && verb != DmxVerb.UNMAP) {
            throw new IllegalStateException(path + ": closed (expected: open)");
        }
    }

    void failIfUnplugged(DmxVerb verb) {
        if (unplugged && verb != DmxVerb.UNMAP) {
            throw new ErrnoException(verb.call(), path, Errno.ENODEV, Cure.DEMUX);
        }
    }

    ErrnoException error(DmxVerb verb, Errno errno, String cure) {
        return new ErrnoException(verb.call(), path, errno, cure);
    }

    /** Makes every later call fail with ENODEV. */
    void unplug() {
        unplugged = true;
    }

    /** Makes every later call fail; false if it is closed already. */
    boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    boolean isClosed() {
        return closed;
    }
}
