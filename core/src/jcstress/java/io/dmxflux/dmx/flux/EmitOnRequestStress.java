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
import org.openjdk.jcstress.infra.results.II_Result;
import reactor.core.scheduler.Schedulers;

/** Buffers and the end come while they are requested and emitted on a third thread: all come, and then the end, once. */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both, and the end")
@State
public class EmitOnRequestStress {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final HandFed source = new HandFed();
    private final HandFed.Receiver receiver = new HandFed.Receiver();
    private final ByteBuf one = Unpooled.buffer(1, 1);
    private final ByteBuf other = Unpooled.buffer(1, 1);

    public EmitOnRequestStress() {
        DmxFlux.emitOn(source, Schedulers.fromExecutor(tasks::add), 2).subscribe(receiver);
    }

    @Actor
    public void upstream() {
        source.next(one);
        source.next(other);
        source.complete();
    }

    @Actor
    public void downstream() {
        receiver.request(1);
        receiver.request(1);
    }

    @Actor
    public void worker() {
        turn();
        turn();
    }

    @Arbiter
    public void afterwards(II_Result result) {
        turn();
        result.r1 = receiver.received;
        result.r2 = receiver.ended;
    }

    private void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
