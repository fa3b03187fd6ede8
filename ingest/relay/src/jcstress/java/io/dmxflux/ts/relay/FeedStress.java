// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.op.HandFedBuffers;
import io.dmxflux.ts.op.ReleasingReceiver;
import io.dmxflux.ts.op.ThreeParts;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** A sink fails while packets come and its output is closed: all are released, and the splitter is let go of. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "home, and cancelled")
@State
public class FeedStress {

    private final ThreeParts parts = new ThreeParts(this::packets, this::sinkFails, this::closer);
    private final HandFedBuffers splitter = new HandFedBuffers();
    private final ReleasingReceiver sink = new ReleasingReceiver();
    private final OutputFeed feed = new OutputFeed(CheckTr101290.ofSender(Tr101290Config.DEFAULT, status -> {}));
    private final ByteBuf one = Unpooled.wrappedBuffer(CraftedPacket.run(0x100, 1));
    private final ByteBuf other = Unpooled.wrappedBuffer(CraftedPacket.run(0x100, 1));

    public FeedStress() {
        feed.of(splitter).subscribe(sink);
        sink.request(2);
    }

    private void packets() {
        splitter.next(one);
        splitter.next(other);
    }

    private void sinkFails() {
        sink.cancel();
    }

    private void closer() {
        feed.close();
    }

    @Actor
    public void one() {
        parts.one();
    }

    @Actor
    public void others() {
        parts.others();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        result.r1 = one.refCnt() + other.refCnt();
        result.r2 = splitter.isCancelled();
    }
}
