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
 * <p>Tokens are counted in memory; the descriptor is written with the first of them, and read with the last, so that a driver whose
 * next buffer is always ready makes no system call for each. A write may come after its token was taken: the descriptor is then
 * readable once with no token, and the try that finds none reads it. Behind each read the tokens are looked at again:
 * <pre>
 *   tokens    0  1  2  1  0     a read that has taken the write of a token that came meanwhile
 *   readable  no yes      no    is followed by another write
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

    /** Writes of the descriptor that are not read yet; one may still be on its way. */
    private final AtomicInteger written = new AtomicInteger();

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
        if (left <= 1) {
            hide();
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
        tokens.set(0);
        idle.set(0);
        hide();
    }

    private void show() {
        written.incrementAndGet();
        readable.add(1);
    }

    /** Reads the descriptor as there is no token, and writes it again if one has come. */
    private void hide() {
        if (written.get() > 0 && readable.take()) {
            written.decrementAndGet();
            if (!isEmpty()) {
                show();
            }
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
