// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the writer of a stream, if it is in this process, wakes the readers that have read everything.
 *
 * <p><b>Threading:</b> any.
 */
final class LiveEdge {

    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong rolls = new AtomicLong();
    private volatile boolean hasWriter;
    private volatile End end = new End(0, 0);

    /**
     * Where the last writer has ended.
     *
     * @param epoch of the writer; 0 if there was none
     * @param datagram the position behind what it has written
     */
    record End(int epoch, long datagram) {}

    /** Returns where the last writer in this process has ended: readers are there, whatever has become of the files since. */
    End end() {
        return end;
    }

    /** A writer has ended, and still has the lock of the stream. */
    void endedAt(End last) {
        end = last;
        writer(false);
    }

    /** Tells that a writer has come or gone. */
    void writer(boolean writes) {
        hasWriter = writes;
        moved();
    }

    /** Tells that there is more to read. */
    void moved() {
        written.incrementAndGet();
        waiting.forEach(LockSupport::unpark);
    }

    /** Tells that the writer goes on in another segment. */
    void rolled() {
        rolls.incrementAndGet();
        moved();
    }

    /** Returns a number that changes with each segment. */
    long rolls() {
        return rolls.get();
    }

    /** Returns a number that changes with each write. */
    long written() {
        return written.get();
    }

    /** Tells whether a writer is in this process, which wakes who waits. */
    boolean hasWriter() {
        return hasWriter;
    }

    /** Waits, or returns earlier: because there is more than at a number, the thread is woken, or spuriously. */
    void await(long seen, long nanos) {
        Thread thread = Thread.currentThread();
        waiting.add(thread);
        try {
            if (written.get() == seen) {
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            waiting.remove(thread);
        }
    }
}
