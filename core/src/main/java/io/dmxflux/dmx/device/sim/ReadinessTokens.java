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
 * <p>A token that found nothing to dequeue is idle until the filter is started again.
 *
 * <p><b>Threading:</b> any thread, {@link #await} one at a time.
 */
final class ReadinessTokens implements AutoCloseable {

    private final EventFd tokens = new EventFd();
    private final AtomicInteger idle = new AtomicInteger();
    private final Poll poll = new Poll();

    int descriptor() {
        return tokens.number();
    }

    void add() {
        tokens.add(1);
    }

    boolean take() {
        return tokens.take();
    }

    /** Puts back a token that found nothing to dequeue: to be tried again, or idle. */
    void putBack(boolean again) {
        if (again) {
            tokens.add(1);
        } else {
            idle.incrementAndGet();
        }
    }

    /** Makes the idle tokens count again. */
    void resume() {
        int resumed = idle.getAndSet(0);
        if (resumed > 0) {
            tokens.add(resumed);
        }
    }

    void clear() {
        while (tokens.take()) {
            // until none is left
        }
        idle.set(0);
    }

    Readiness await(WakeUp wakeUp, long timeoutNanos) {
        poll.await(tokens.number(), wakeUp.descriptor(), timeoutNanos);
        return Readiness.of(poll.firstReadable(), poll, wakeUp);
    }

    @Override
    public void close() {
        tokens.close();
    }
}
