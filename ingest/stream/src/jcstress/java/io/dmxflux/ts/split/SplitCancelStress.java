// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/** The split is cancelled while a buffer comes: upstream is cancelled, the buffer released, and the output ends, once. */
@JCStressTest
@Outcome(id = "1, 0, true", expect = Expect.ACCEPTABLE, desc = "ended, and all home")
@State
public class SplitCancelStress {

    private final SplitInput input = new SplitInput();

    public SplitCancelStress() {
        input.output.batches().subscribe(input.receiver);
        input.receiver.request(1);
    }

    @Actor
    public void upstream() {
        input.source.next(input.buffer);
    }

    @Actor
    public void canceller() {
        input.split.dispose();
    }

    @Arbiter
    public void afterwards(IIZ_Result result) {
        input.scheduler.turn();
        result.r1 = input.receiver.ends();
        result.r2 = input.buffer.refCnt();
        result.r3 = input.source.isCancelled() && input.accounted() == input.output.routedPackets();
    }
}
