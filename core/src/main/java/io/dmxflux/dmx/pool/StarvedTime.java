// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.jfr.FlightEvents;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the kernel had no buffer to fill, in which time it loses data without a word.
 *
 * <p><em>Starved</em> is certain: the time between the dequeue that left the kernel with nothing and the next requeue.
 * <em>Stalled</em> is an upper bound for the rest: the time from the last look that found a buffer still to be filled to the
 * requeue, the look or the end of the subscription before which all may have been full. While a subscriber keeps the thread
 * for longer than its limit, one that is full counts as all, so that it is told meanwhile. No moment is counted twice.
 *
 * <p><b>Threading:</b> {@link #queued} and {@link #emptySeenNanos} from any thread; the rest on the thread that dequeues,
 * readers on any.
 */
final class StarvedTime {

    private final String device;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong starvedNanos = new AtomicLong();
    private final AtomicLong stalledNanos = new AtomicLong();
    private volatile long lastDequeueNanos;
    private volatile boolean running;
    private volatile long emptySeenNanos;

    /** Until when what may have been stalled is counted; guarded by this once the filter is started. */
    private long countedNanos;

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
        emptySeenNanos = nowNanos;
        countedNanos = nowNanos;
        running = true;
    }

    /** Nothing starves if the filter was never started: its device is gone, or takes no buffer. */
    void stop(long nowNanos) {
        boolean ran = running;
        running = false;
        if (ran && queued.get() == 0) {
            starved(nowNanos - lastDequeueNanos);
        }
    }

    private void starved(long nanos) {
        starvedNanos.addAndGet(nanos);
        FlightEvents.starved(device, nanos, true);
    }

    /** The driver's queue was turned off: it has none of the buffers any more. */
    void nothingQueued() {
        queued.set(0);
    }

    int queuedBuffers() {
        return queued.get();
    }

    /** A buffer is about to be queued; returns until when the driver may have had none without being known to starve. */
    long queued() {
        long now = System.nanoTime();
        if (queued.getAndIncrement() == 0 && running) {
            long since = lastDequeueNanos;
            starved(now - since);
            return since;
        }
        return now;
    }

    /** The driver refused the buffer after all. */
    void notQueued() {
        queued.decrementAndGet();
    }

    void dequeued(long nowNanos) {
        lastDequeueNanos = nowNanos;
        queued.decrementAndGet();
    }

    /** The driver had a buffer to fill at some time after a moment. On any thread. */
    synchronized void emptySeen(long sinceNanos) {
        if (sinceNanos - emptySeenNanos > 0) {
            emptySeenNanos = sinceNanos;
        }
    }

    /** Returns when it was last known to have one. */
    long emptySeenNanos() {
        return emptySeenNanos;
    }

    /** The driver has had none at the end of a time, and may have had none from its beginning on. On any thread. */
    synchronized void stalled(long fromNanos, long untilNanos) {
        long start = fromNanos - countedNanos > 0 ? fromNanos : countedNanos;
        if (untilNanos - start > 0) {
            stalledNanos.addAndGet(untilNanos - start);
            FlightEvents.starved(device, untilNanos - start, false);
            countedNanos = untilNanos;
        }
    }

    long starvedNanos() {
        long past = starvedNanos.get();
        return running && queued.get() == 0 ? past + System.nanoTime() - lastDequeueNanos : past;
    }

    long stalledNanos() {
        return stalledNanos.get();
    }
}
