// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import reactor.core.scheduler.Schedulers;

/** A cancel while buffers come and are emitted on a third thread: each is received or released, and none kept. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "all home")
@State
public class EmitOnCancelStress {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final HandFed source = new HandFed();
    private final HandFed.Receiver receiver = new HandFed.Receiver();
    private final ByteBuf one = Unpooled.buffer(1, 1);
    private final ByteBuf other = Unpooled.buffer(1, 1);

    public EmitOnCancelStress() {
        DmxFlux.emitOn(source, Schedulers.fromExecutor(tasks::add), 2).subscribe(receiver);
    }

    @Actor
    public void upstream() {
        source.next(one);
        source.next(other);
    }

    @Actor
    public void downstream() {
        receiver.request(1);
        receiver.cancel();
    }

    @Actor
    public void worker() {
        turn();
        turn();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        turn();
        result.r1 = one.refCnt() + other.refCnt();
        result.r2 = source.cancelled && receiver.ended == 0;
    }

    private void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
