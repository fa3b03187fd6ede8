// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.op.ThreeParts;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** Threads submit: every task runs, one at a time, and sees what the one before has written. */
@JCStressTest
@Outcome(id = "4, true", expect = Expect.ACCEPTABLE, desc = "all, serially")
@State
public class SerialExecutorStress {

    private final ThreeParts parts = new ThreeParts(this::submit, this::submitWithArgument, this::submitWithin);
    private final SerialExecutor executor = new SerialExecutor();
    private int runs;
    private boolean running;
    private boolean serial = true;

    private void task() {
        serial &= !running;
        running = true;
        runs++;
        running = false;
    }

    private void submit() {
        executor.execute(this::task);
    }

    private void submitWithArgument() {
        executor.execute(nothing -> task(), "argument");
    }

    private void submitWithin() {
        executor.execute(() -> {
            task();
            executor.execute(this::task);
        });
    }

    @Actor
    public void one() {
        parts.one();
    }

    @Actor
    public void others() {
        parts.others();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        result.r1 = runs;
        result.r2 = serial;
    }
}
