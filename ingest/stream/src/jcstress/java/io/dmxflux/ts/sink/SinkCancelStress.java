// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.ThreeParts;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A cancel while buffers come and the sink works: each is sent or released, the resources are let go of once, and there is no end. */
@JCStressTest
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "all home")
@State
public class SinkCancelStress {

    private final ThreeParts parts = new ThreeParts(this::upstream, this::canceller, this::worker);
    private final TurnedSink sink = new TurnedSink();

    private void upstream() {
        sink.source.next(sink.one);
        sink.source.next(sink.other);
    }

    private void canceller() {
        sink.completion.cancel();
    }

    private void worker() {
        sink.turn();
        sink.turn();
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
        sink.turn();
        result.r1 = sink.one.refCnt() + sink.other.refCnt();
        result.r2 = sink.completion.ends;
        result.r3 = sink.released;
    }
}
