// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.EndlessDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An event loop whose thread is an actor, and a pool of two buffers that are always full: what the races below are about. */
final class TurnedLoop implements DmxEventLoop {

    final DmxBufferPool pool;
    private final EndlessDevice device = new EndlessDevice();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();

    TurnedLoop() {
        pool = DmxBufferPool.negotiate(
                device,
                DmxBufferPoolConfig.builder()
                        .bufferCount(2)
                        .bufferSizeBytes(DmxBufferPoolConfig.DATAGRAM_BYTES)
                        .reserve(1)
                        .overload(OverloadPolicy.HOLD)
                        .build());
    }

    void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        ready.forEach(Runnable::run);
    }

    /** Closes the pool, and tells whether the device was used as its pool may and closed once. */
    boolean closesInOrder() {
        pool.close();
        return device.closed() == 1 && device.mistakes() == 0;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public DmxEventLoop.Watch watch(int descriptor, Runnable onReady, Runnable onLook) {
        ready.add(onReady);
        return new DmxEventLoop.Watch() {
            @Override
            public void want(boolean wanted) {
                // asked at every turn
            }

            @Override
            public void close() {
                ready.remove(onReady);
            }
        };
    }
}
