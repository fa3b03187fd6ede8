// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Buffers and the end come while they are requested and emitted on a third thread: all come, and then the end, once. */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both, and the end")
@State
public class EmitOnRequestStress {

    private final EmittedBuffers emitted = new EmittedBuffers();

    @Actor
    public void upstream() {
        emitted.source.next(emitted.one);
        emitted.source.next(emitted.other);
        emitted.source.complete();
    }

    @Actor
    public void downstream() {
        emitted.receiver.request(1);
        emitted.receiver.request(1);
    }

    @Actor
    public void worker() {
        emitted.turn();
        emitted.turn();
    }

    @Arbiter
    public void afterwards(II_Result result) {
        emitted.turn();
        result.r1 = emitted.receiver.received;
        result.r2 = emitted.receiver.ended;
    }
}
