// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** A subscriber comes while the stream ends: it has the end, once, and what it did not get is dropped and counted. */
@JCStressTest
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "one end")
@State
public class SplitOutputSubscribeStress {

    private final SplitInput input = new SplitInput();

    @Actor
    public void upstream() {
        input.source.next(input.buffer);
        input.source.complete();
    }

    @Actor
    public void downstream() {
        input.output.batches().subscribe(input.receiver);
        input.receiver.request(1);
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        input.scheduler.turn();
        result.r1 = input.receiver.ends();
        result.r2 = input.accounted() == SplitInput.PACKETS && input.buffer.refCnt() == 0;
    }
}
