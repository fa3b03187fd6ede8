// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Runs tasks one after the other, whatever threads they come from, on the thread of whoever comes while none runs: on an
 * event loop that is always the loop itself, and nothing changes threads. What a task throws goes to Reactor's hook for
 * dropped errors.
 */
final class Turns {

    private final Queue<Runnable> tasks =
            Queues.<Runnable>unboundedMultiproducer().get();
    private final AtomicInteger work = new AtomicInteger();

    /** Runs a task now, or, if one is running, after it and those that wait. */
    void take(Runnable task) {
        if (work.compareAndSet(0, 1)) {
            run(task);
        } else {
            tasks.add(task);
            if (work.getAndIncrement() != 0) {
                return;
            }
            runNext();
        }
        while (work.decrementAndGet() != 0) {
            runNext();
        }
    }

    private void runNext() {
        Runnable next = tasks.poll();
        if (next != null) {
            run(next);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // or nobody would ever have a turn again
            Operators.onErrorDropped(e, Context.empty());
        }
    }
}
