// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A request while a batch comes and the stream ends: the batch is emitted, and then the end, once. */
@JCStressTest
@Outcome(id = "7, 1, 0", expect = Expect.ACCEPTABLE, desc = "the batch and the end")
@State
public class SplitOutputRequestStress {

    private final SplitInput input = new SplitInput();

    public SplitOutputRequestStress() {
        input.output.batches().subscribe(input.receiver);
    }

    @Actor
    public void upstream() {
        input.source.next(input.buffer);
        input.source.complete();
    }

    @Actor
    public void downstream() {
        input.receiver.request(1);
    }

    @Arbiter
    public void afterwards(III_Result result) {
        input.scheduler.turn();
        result.r1 = input.receiver.bytes() / 188;
        result.r2 = input.receiver.ends();
        result.r3 = input.buffer.refCnt();
    }
}
