// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;
import reactor.core.publisher.Flux;

/** A branch cancels while a buffer comes: the other has it, each duplicate is released, and upstream goes on. */
@JCStressTest
@Outcome(id = "1, 0, true", expect = Expect.ACCEPTABLE, desc = "the other branch goes on")
@State
public class TeeCancelStress {

    private final HandFed source = new HandFed();
    private final HandFed.Receiver leaving = new HandFed.Receiver();
    private final HandFed.Receiver staying = new HandFed.Receiver();
    private final ByteBuf buffer = Unpooled.buffer(1, 1);

    public TeeCancelStress() {
        Flux<ByteBuf> tee = DmxFlux.tee(source, 2);
        tee.subscribe(leaving);
        tee.subscribe(staying);
        leaving.request(1);
        staying.request(2);
    }

    @Actor
    public void upstream() {
        source.next(buffer);
    }

    @Actor
    public void downstream() {
        leaving.cancel();
    }

    @Arbiter
    public void afterwards(IIZ_Result result) {
        result.r1 = staying.received;
        result.r2 = buffer.refCnt();
        result.r3 = !source.cancelled && source.requested.get() == 2;
    }
}
