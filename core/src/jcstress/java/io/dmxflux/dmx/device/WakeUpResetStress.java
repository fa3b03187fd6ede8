// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A call while a wait ends: it ends that wait or the next, and calls count again afterwards. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "that wait or the next, once")
@State
public class WakeUpResetStress {

    private final WakeUp wakeUp = new WakeUp();
    private int woken;

    @Actor
    public void caller() {
        wakeUp.wakeUp();
    }

    @Actor
    public void waiter() {
        woken += wakeUp.await(0) == Readiness.WOKEN ? 1 : 0;
    }

    @Arbiter
    public void afterwards(II_Result result) {
        woken += wakeUp.await(0) == Readiness.WOKEN ? 1 : 0;
        result.r1 = woken;
        wakeUp.wakeUp();
        result.r2 = wakeUp.await(0) == Readiness.WOKEN ? 1 : 0;
        wakeUp.close();
    }
}
