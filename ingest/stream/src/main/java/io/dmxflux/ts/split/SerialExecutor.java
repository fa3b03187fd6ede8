// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Runs tasks one after the other, in the order in which they come, without a thread of its own: the thread that brings a
 * task runs it, and all that come meanwhile. On an event loop that is always the loop itself, and nothing changes threads.
 *
 * <p><b>Threading:</b> from any thread, also from within a task; what a task brings runs after it.
 * <p><b>Errors:</b> what a task throws goes to Reactor's hook for dropped errors, and the next one runs.
 */
final class SerialExecutor implements Executor {

    private final Queue<Runnable> tasks =
            Queues.<Runnable>unboundedMultiproducer().get();
    private final AtomicInteger work = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        execute(Runnable::run, task);
    }

    /** Runs a task with its argument; while no other runs, that makes no object. */
    <T> void execute(Consumer<? super T> task, T argument) {
        if (work.compareAndSet(0, 1)) {
            run(task, argument);
        } else {
            tasks.add(() -> task.accept(argument));
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

    private static <T> void run(Consumer<? super T> task, T argument) {
        try {
            task.accept(argument);
        } catch (Throwable e) { // or no other would ever run
            Operators.onErrorDropped(e, Context.empty());
        }
    }
}
