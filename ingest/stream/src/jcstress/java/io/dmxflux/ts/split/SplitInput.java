// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.op.HandFedBuffers;
import io.dmxflux.ts.op.ReleasingReceiver;
import io.dmxflux.ts.op.TurnedScheduler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import reactor.core.Disposable;

/** A splitter with one output, fed by hand: what the races below are about. */
class SplitInput {

    static final int PACKETS = 7;

    final TurnedScheduler scheduler = new TurnedScheduler();
    final HandFedBuffers source = new HandFedBuffers();
    final ReleasingReceiver receiver = new ReleasingReceiver();
    final MultiplexSplitter splitter = MultiplexSplitter.builder()
            .slowOutputs(SlowOutputPolicy.PAUSE_INPUT)
            .longestDelay(Duration.ZERO)
            .scheduler(scheduler)
            .build();
    final SplitOutput output = splitter.addWhole(new SplitOutputConfig(PACKETS, 1, Duration.ZERO));
    final ByteBuf buffer =
            Unpooled.wrappedBuffer(CraftedPacket.run(0x100, PACKETS)); // a pooled one is another after its release;
    final Disposable split = splitter.split(source).subscribe();

    /** Packets that are on an account of the output: received, or dropped at its end. */
    long accounted() {
        return receiver.bytes() / 188 + output.droppedPackets();
    }
}
