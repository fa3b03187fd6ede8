// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** An output is cancelled while a batch comes: its packets were received, or dropped and counted, or never its own. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "all home and on an account")
@State
public class SplitOutputCancelStress {

    private final SplitInput input = new SplitInput();

    public SplitOutputCancelStress() {
        input.output.batches().subscribe(input.receiver);
        input.receiver.request(1);
    }

    @Actor
    public void upstream() {
        input.source.next(input.buffer);
    }

    @Actor
    public void downstream() {
        input.receiver.cancel();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        input.scheduler.turn();
        input.source.complete();
        result.r1 = input.buffer.refCnt();
        result.r2 = input.accounted() == input.output.routedPackets();
    }
}
