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
import org.openjdk.jcstress.infra.results.IZ_Result;

/** A cancel while a buffer comes and the timer fires: its bursts are received or released, and upstream is cancelled. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "all home")
@State
public class PaceCancelStress {

    private static final int BYTES = 2 * 1316;

    private final TurnedScheduler scheduler = new TurnedScheduler();
    private final HandFedBuffers source = new HandFedBuffers();
    private final ReleasingReceiver receiver = new ReleasingReceiver();
    private final ByteBuf buffer = Unpooled.buffer(BYTES, BYTES).writerIndex(BYTES);

    public PaceCancelStress() {
        source.transform(new Pace(DatagramBursts.ofFullDatagrams(1), scheduler)).subscribe(receiver);
    }

    @Actor
    public void upstream() {
        source.next(buffer);
        source.complete();
    }

    @Actor
    public void downstream() {
        receiver.request(1);
        receiver.cancel();
    }

    @Actor
    public void timer() {
        scheduler.turn();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        for (int i = 0; i < 4; i++) {
            scheduler.turn();
        }
        result.r1 = buffer.refCnt();
        result.r2 = source.isCancelled() && receiver.ends() <= 1;
    }
}
