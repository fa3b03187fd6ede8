// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** A cancel while a buffer comes and the timer fires: its bursts are received or released, and upstream is cancelled. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "all home")
@State
public class PaceCancelStress {

    private final ThreeParts parts = new ThreeParts(this::upstream, this::downstream, this::timer);
    private final PacedBuffer paced = new PacedBuffer();

    private void upstream() {
        paced.feed();
    }

    private void downstream() {
        paced.receiver.request(1);
        paced.receiver.cancel();
    }

    private void timer() {
        paced.turn();
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
        paced.turnToTheEnd();
        result.r1 = paced.buffer.refCnt();
        result.r2 = paced.source.isCancelled() && paced.receiver.ends() <= 1;
    }
}
