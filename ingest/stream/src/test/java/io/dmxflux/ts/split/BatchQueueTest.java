// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchQueueTest {

    private final BatchQueue queue = new BatchQueue(0);
    private final Queue<ByteBuf> model = new ArrayDeque<>();
    private long nanos;

    private void add() {
        ByteBuf batch = CraftedPacket.of(0x100).buffer();
        queue.add(batch, nanos, nanos);
        model.add(batch);
        nanos++;
    }

    private void poll() {
        assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        if (!model.isEmpty()) {
            assertThat(queue.wakeUpNanos()).isEqualTo(nanos - model.size());
        }
        ByteBuf first = queue.poll();
        assertThat(first).isSameAs(model.poll());
        if (first != null) {
            first.release();
        }
    }

    @Test
    void whatIsAddedLeavesInOrderHoweverLongTheQueueGrowsAndShrinks() {
        Random chance = new Random(1);
        for (int round = 0; round < 40; round++) {
            for (int i = chance.nextInt(50 * (round + 1)); i > 0; i--) {
                add();
            }
            for (int i = chance.nextInt(60 * (round + 1)); i > 0; i--) {
                poll();
            }
        }
        while (!model.isEmpty()) {
            poll();
        }
        poll();
    }

    @Test
    void itIsFullWithAThousandBatchesAndHasRoomForHalfOfThem() {
        for (int i = 0; i < BatchQueue.MOST; i++) {
            assertThat(queue.isFull()).isFalse();
            assertThat(queue.hasRoom()).isEqualTo(i < BatchQueue.MOST / 2);
            add();
        }
        assertThat(queue.isFull()).isTrue();
        while (!model.isEmpty()) {
            poll();
        }
    }
}
