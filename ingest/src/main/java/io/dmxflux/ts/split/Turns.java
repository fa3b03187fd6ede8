// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.util.concurrent.Queues;

/**
 * Runs tasks one after the other, whatever threads they come from, on the thread of whoever comes while none runs: on an
 * event loop that is always the loop itself, and nothing changes threads.
 */
final class Turns {

    private final Queue<Runnable> tasks =
            Queues.<Runnable>unboundedMultiproducer().get();
    private final AtomicInteger work = new AtomicInteger();

    /** Runs a task now, or, if one is running, after it and those that wait. */
    void take(Runnable task) {
        tasks.add(task);
        if (work.getAndIncrement() != 0) {
            return;
        }
        do {
            Runnable next = tasks.poll();
            if (next != null) {
                next.run();
            }
        } while (work.decrementAndGet() != 0);
    }
}
