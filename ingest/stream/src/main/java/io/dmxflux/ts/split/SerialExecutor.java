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
 * Runs tasks serially, in the order of submission, without a thread of its own: the submitting thread runs its task, and all
 * that are submitted meanwhile. On an event loop that is always the loop itself.
 *
 * <p><b>Threading:</b> from any thread, also from within a task; a task submitted there runs after it.
 * <p><b>Errors:</b> an exception of a task goes to Reactor's hook for dropped errors, and the next task runs.
 */
final class SerialExecutor implements Executor {

    private final Queue<Runnable> tasks =
            Queues.<Runnable>unboundedMultiproducer().get();
    private final AtomicInteger work = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        execute(Runnable::run, task);
    }

    /** Runs a task with an argument; creates no object while no other task runs. */
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
        } catch (Throwable e) { // otherwise no other task would ever run
            Operators.onErrorDropped(e, Context.empty());
        }
    }
}
