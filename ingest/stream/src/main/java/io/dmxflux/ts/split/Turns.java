// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
        take(Runnable::run, task);
    }

    /** Does the same with what a task is about, so that one task serves for many. */
    <T> void take(Consumer<? super T> task, T about) {
        if (work.compareAndSet(0, 1)) {
            run(task, about);
        } else {
            tasks.add(() -> task.accept(about));
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
            run(Runnable::run, next);
        }
    }

    private static <T> void run(Consumer<? super T> task, T about) {
        try {
            task.accept(about);
        } catch (Throwable e) { // or nobody would ever have a turn again
            Operators.onErrorDropped(e, Context.empty());
        }
    }
}
