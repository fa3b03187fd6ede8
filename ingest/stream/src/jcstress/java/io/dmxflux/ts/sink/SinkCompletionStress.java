// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Buffers and the end come while the sink works: all are sent, and then it completes, once. */
@JCStressTest
@Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "sent, and complete")
@State
public class SinkCompletionStress {

    private final TurnedSink sink = new TurnedSink();

    @Actor
    public void upstream() {
        sink.source.next(sink.one);
        sink.source.next(sink.other);
        sink.source.complete();
    }

    @Actor
    public void worker() {
        sink.turn();
        sink.turn();
    }

    @Arbiter
    public void afterwards(III_Result result) {
        sink.turn();
        result.r1 = sink.consumed;
        result.r2 = sink.completion.ends;
        result.r3 = sink.released;
    }
}
