// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** A cancel while buffers come and are emitted on a third thread: each is received or released, and none kept. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "all home")
@State
public class EmitOnCancelStress {

    private final EmittedBuffers emitted = new EmittedBuffers();

    @Actor
    public void upstream() {
        emitted.source.next(emitted.one);
        emitted.source.next(emitted.other);
    }

    @Actor
    public void downstream() {
        emitted.receiver.request(1);
        emitted.receiver.cancel();
    }

    @Actor
    public void worker() {
        emitted.turn();
        emitted.turn();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        emitted.turn();
        result.r1 = emitted.one.refCnt() + emitted.other.refCnt();
        result.r2 = emitted.source.cancelled && emitted.receiver.ended == 0;
    }
}
