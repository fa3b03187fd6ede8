// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.sys.EventFd;
import io.dmxflux.dmx.sys.Poll;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The readiness of a simulated device: a descriptor that polls readable while a dequeue is worth a try, one token a try.
 *
 * <p>Tokens are counted in memory; the descriptor is written when there is one again, and read when there is none left, so that
 * a driver whose next buffer is always ready makes no system call for each. Of threads that find it wrong at the same time one
 * sets it right, for all of them:
 * <pre>
 *   tokens    0  1  2  1  0          a descriptor is set by one thread at a time, which looks again
 *   readable  no yes      no         if another has found it wrong meanwhile
 * </pre>
 *
 * <p>A token that found nothing to dequeue is idle until the filter is started again.
 *
 * <p><b>Threading:</b> any thread, {@link #await} one at a time.
 */
final class ReadinessTokens implements AutoCloseable {

    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger idle = new AtomicInteger();
    private final EventFd readable = new EventFd();

    /** How often the descriptor was found wrong since it was last set right; the first one who does sets it. */
    private final AtomicInteger found = new AtomicInteger();

    /** What the descriptor shows; belongs to the thread that sets it right. */
    private boolean shown;

    private final Poll poll = new Poll();

    int descriptor() {
        return readable.number();
    }

    void add() {
        add(1);
    }

    private void add(int more) {
        if (tokens.getAndAdd(more) == 0) {
            show();
        }
    }

    boolean take() {
        int left = tokens.get();
        while (left > 0 && !tokens.compareAndSet(left, left - 1)) {
            left = tokens.get();
        }
        if (left == 1) {
            show();
        }
        return left > 0;
    }

    boolean isEmpty() {
        return tokens.get() == 0;
    }

    /** Puts back a token that found nothing to dequeue: to be tried again, or idle. */
    void putBack(boolean again) {
        if (again) {
            add(1);
        } else {
            idle.incrementAndGet();
        }
    }

    /** Makes the idle tokens count again. */
    void resume() {
        int resumed = idle.getAndSet(0);
        if (resumed > 0) {
            add(resumed);
        }
    }

    void clear() {
        if (tokens.getAndSet(0) > 0) {
            show();
        }
        idle.set(0);
    }

    /** Sets the descriptor right, or has the thread look again that is about to. */
    private void show() {
        int seen = 1;
        if (found.getAndIncrement() != 0) {
            return;
        }
        do {
            boolean any = !isEmpty();
            if (any != shown) {
                shown = any;
                set(any);
            }
            seen = found.addAndGet(-seen);
        } while (seen != 0);
    }

    private void set(boolean any) {
        if (any) {
            readable.add(1);
        } else {
            readable.take();
        }
    }

    Readiness await(WakeUp wakeUp, long timeoutNanos) {
        poll.await(readable.number(), wakeUp.descriptor(), timeoutNanos);
        return Readiness.of(poll.firstReadable(), poll, wakeUp);
    }

    @Override
    public void close() {
        readable.close();
    }
}
