// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/** A stop while a buffer and the end come: one end, nothing behind it, and the buffer received or released. */
@JCStressTest
@Outcome(id = "1, 0, true", expect = Expect.ACCEPTABLE, desc = "ended once, and all home")
@State
public class StoppableStress {

    private final HandFedBuffers source = new HandFedBuffers();
    private final ReleasingReceiver receiver = new ReleasingReceiver();
    private final Stoppable stoppable = new Stoppable();
    private final ByteBuf buffer = Unpooled.buffer(1, 1);

    public StoppableStress() {
        source.transform(stoppable).subscribe(receiver);
        receiver.request(1);
    }

    @Actor
    public void upstream() {
        source.next(buffer);
        source.complete();
    }

    @Actor
    public void stopper() {
        stoppable.stop();
    }

    @Arbiter
    public void afterwards(IIZ_Result result) {
        result.r1 = receiver.ends();
        result.r2 = buffer.refCnt();
        result.r3 = source.isCancelled();
    }
}
