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
import org.openjdk.jcstress.infra.results.III_Result;

/** Requests while a buffer and the end come and the timer fires: every burst comes, and then the end, once. */
@JCStressTest
@Outcome(id = "2632, 1, 0", expect = Expect.ACCEPTABLE, desc = "all bursts and the end")
@State
public class PaceRequestStress {

    private static final int BYTES = 2 * 1316;

    private final TurnedScheduler scheduler = new TurnedScheduler();
    private final HandFedBuffers source = new HandFedBuffers();
    private final ReleasingReceiver receiver = new ReleasingReceiver();
    private final ByteBuf buffer = Unpooled.buffer(BYTES, BYTES).writerIndex(BYTES);

    public PaceRequestStress() {
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
        receiver.request(1);
    }

    @Actor
    public void timer() {
        scheduler.turn();
    }

    @Arbiter
    public void afterwards(III_Result result) {
        for (int i = 0; i < 4; i++) {
            scheduler.turn();
        }
        result.r1 = receiver.bytes();
        result.r2 = receiver.ends();
        result.r3 = buffer.refCnt();
    }
}
