// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.jfr.FlightEvents;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the kernel had no buffer to fill, in which time it loses data without a word.
 *
 * <p><em>Starved</em> is certain: the time between the dequeue that left the kernel with nothing and the next requeue.
 * <em>Stalled</em> is an upper bound: every queued buffer was found filled at once, so the process came too late, and the
 * kernel may have had none for as long as the process stayed away.
 *
 * <p><b>Threading:</b> {@link #queued} from any thread; the rest on the thread that dequeues, readers on any.
 */
final class StarvedTime {

    private final String device;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong starvedNanos = new AtomicLong();
    private final AtomicLong stalledNanos = new AtomicLong();
    private volatile long lastDequeueNanos;
    private volatile boolean running;
    private long lastVisitNanos;

    /**
     * Nothing yet.
     *
     * @param device named in events of the Flight Recorder
     */
    StarvedTime(String device) {
        this.device = device;
    }

    void start(long nowNanos) {
        lastDequeueNanos = nowNanos;
        lastVisitNanos = nowNanos;
        running = true;
    }

    void stop(long nowNanos) {
        running = false;
        if (queued.get() == 0) {
            starved(nowNanos - lastDequeueNanos);
        }
    }

    private void starved(long nanos) {
        starvedNanos.addAndGet(nanos);
        FlightEvents.starved(device, nanos);
    }

    /** The driver's queue was turned off: it has none of the buffers any more. */
    void nothingQueued() {
        queued.set(0);
    }

    int queuedBuffers() {
        return queued.get();
    }

    /** A buffer is about to be queued. */
    void queued() {
        if (queued.getAndIncrement() == 0 && running) {
            starved(System.nanoTime() - lastDequeueNanos);
        }
    }

    /** The driver refused the buffer after all. */
    void notQueued() {
        queued.decrementAndGet();
    }

    void dequeued(long nowNanos) {
        lastDequeueNanos = nowNanos;
        queued.decrementAndGet();
    }

    /** A visit to the driver is over; {@code allFilled} tells that it found not one buffer still to be filled. */
    void visited(boolean allFilled, long nowNanos) {
        if (allFilled) {
            stalledNanos.addAndGet(nowNanos - lastVisitNanos);
        }
        lastVisitNanos = nowNanos;
    }

    long starvedNanos() {
        long past = starvedNanos.get();
        return running && queued.get() == 0 ? past + System.nanoTime() - lastDequeueNanos : past;
    }

    long stalledNanos() {
        return stalledNanos.get();
    }
}
