// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Requests while a buffer and the end come and the timer fires: every burst comes, and then the end, once. */
@JCStressTest
@Outcome(id = "2632, 1, 0", expect = Expect.ACCEPTABLE, desc = "all bursts and the end")
@State
public class PaceRequestStress {

    private final ThreeParts parts = new ThreeParts(this::upstream, this::downstream, this::timer);
    private final PacedBuffer paced = new PacedBuffer();

    private void upstream() {
        paced.feed();
    }

    private void downstream() {
        paced.receiver.request(1);
        paced.receiver.request(1);
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
    public void afterwards(III_Result result) {
        paced.turnToTheEnd();
        result.r1 = paced.receiver.bytes();
        result.r2 = paced.receiver.ends();
        result.r3 = paced.buffer.refCnt();
    }
}
