// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A pace that cuts one buffer into two bursts, fed by hand, whose timer is an actor: what the races below are about. */
class PacedBuffer {

    private static final int BYTES = 2 * 1316;

    final HandFedBuffers source = new HandFedBuffers();
    final ReleasingReceiver receiver = new ReleasingReceiver();
    final ByteBuf buffer = Unpooled.buffer(BYTES, BYTES).writerIndex(BYTES);
    private final TurnedScheduler scheduler = new TurnedScheduler();

    PacedBuffer() {
        source.transform(new Pace(DatagramBursts.ofFullDatagrams(1), scheduler)).subscribe(receiver);
    }

    void feed() {
        source.next(buffer);
        source.complete();
    }

    /** The timer fires, once. */
    void turn() {
        scheduler.turn();
    }

    /** All that is left for the timer. */
    void turnToTheEnd() {
        for (int i = 0; i < 4; i++) {
            scheduler.turn();
        }
    }
}
