// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.scheduler.Schedulers;

/** Two buffers that are emitted on a thread which is an actor: what the races below are about. */
class EmittedBuffers {

    final HandFed source = new HandFed();
    final HandFed.Receiver receiver = new HandFed.Receiver();
    final ByteBuf one = Unpooled.buffer(1, 1);
    final ByteBuf other = Unpooled.buffer(1, 1);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    EmittedBuffers() {
        DmxFlux.emitOn(source, Schedulers.fromExecutor(tasks::add), 2).subscribe(receiver);
    }

    void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
