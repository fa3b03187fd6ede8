// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.EventFd;
import io.dmxflux.dmx.sys.Poll;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends a wait for the driver from another thread.
 *
 * <p>Calls between two waits are merged: only the first makes a system call, and none takes a lock.
 * <p><b>Threading:</b> {@link #wakeUp()} from any thread, at any time, also after {@link #close()}; the others by the
 * thread that waits.
 */
public final class WakeUp implements AutoCloseable {

    private static final int IDLE = 0;
    private static final int SIGNALLING = 1;
    private static final int PENDING = 2;
    private static final int CLOSED = 3;

    private final EventFd event = new EventFd();
    private final Poll poll = new Poll();
    private final AtomicInteger state = new AtomicInteger(IDLE);

    /** Creates a wake-up that is not pending. */
    public WakeUp() {
        // the event starts at zero
    }

    /** Ends the wait under way, or the next. */
    public void wakeUp() {
        if (!state.compareAndSet(IDLE, SIGNALLING)) {
            return;
        }
        event.add(1);
        if (!state.compareAndSet(SIGNALLING, PENDING)) {
            // closed meanwhile: close() left the descriptor to the thread that was about to write to it
            event.close();
        }
    }

    /** Rearms it; to be called after every wait that it ended. */
    public void reset() {
        if (event.take()) {
            while (state.get() == SIGNALLING) {
                Thread.onSpinWait();
            }
            state.compareAndSet(PENDING, IDLE);
        }
    }

    /**
     * Waits for a call alone, not for the driver.
     *
     * @param timeoutNanos how long at most
     * @return {@link Readiness#WOKEN} or {@link Readiness#TIMED_OUT}
     */
    public Readiness await(long timeoutNanos) {
        if (!poll.await(event.number(), -1, timeoutNanos)) {
            return Readiness.TIMED_OUT;
        }
        reset();
        return Readiness.WOKEN;
    }

    /**
     * Returns the number to poll on.
     *
     * @return a descriptor that is readable after a call of {@link #wakeUp()}
     */
    public int descriptor() {
        return event.number();
    }

    @Override
    public void close() {
        int before = state.getAndSet(CLOSED);
        if (before == IDLE || before == PENDING) {
            event.close();
        }
    }
}
