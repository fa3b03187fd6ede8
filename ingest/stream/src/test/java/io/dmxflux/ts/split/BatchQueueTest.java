// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.QueuedMemory;
import io.dmxflux.packet.TsPacket;
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

    /** The batch is short, but occupies all of its memory. */
    private static void addShort(BatchQueue queue, int occupied) {
        queue.add(PacketBuffers.allocate(occupied).writeZero(TsPacket.LENGTH), 0, 0);
    }

    private static void empty(BatchQueue queue) {
        for (ByteBuf batch = queue.poll(); batch != null; batch = queue.poll()) {
            batch.release();
        }
    }

    @Test
    void onlyWhatHoldsMoreThanItsShareOfScarceMemoryIsFull() {
        QueuedMemory memory = new QueuedMemory(4L * QueuedMemory.LEAST_BYTES);
        BatchQueue lagging = new BatchQueue(0, memory);
        BatchQueue prompt = new BatchQueue(0, memory);
        addShort(prompt, QueuedMemory.LEAST_BYTES);
        for (int i = 0; i < 3; i++) {
            addShort(lagging, QueuedMemory.LEAST_BYTES);
        }
        assertThat(lagging.isFull()).as("all of the memory is taken").isFalse();
        addShort(lagging, QueuedMemory.LEAST_BYTES);
        assertThat(lagging.isFull()).as("more than all of it is taken").isTrue();
        assertThat(lagging.hasRoom()).isFalse();
        assertThat(prompt.isFull()).as("that holds less than a half").isFalse();
        assertThat(prompt.hasRoom()).isTrue();

        empty(prompt);
        assertThat(lagging.isFull()).as("there is enough again").isFalse();
        empty(lagging);
        assertThat(memory.isExceededBy(Long.MAX_VALUE)).as("anything is taken").isFalse();
    }

    /** Each loss ends a batch, so that there are many short ones where a machine is so busy that its outputs lag as well. */
    @Test
    void aBatchBehindALossOccupiesAsMuchAsAnother() {
        QueuedMemory memory = new QueuedMemory(2L * QueuedMemory.LEAST_BYTES);
        BatchQueue lagging = new BatchQueue(0, memory);
        for (int i = 0; i < 3; i++) {
            ByteBuf batch = PacketBuffers.allocate(QueuedMemory.LEAST_BYTES).writeZero(TsPacket.LENGTH);
            lagging.add(Loss.mark(batch, Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN)), 0, 0);
        }
        assertThat(lagging.isFull()).as("more than all of the memory is taken").isTrue();
        empty(lagging);
        assertThat(memory.isExceededBy(Long.MAX_VALUE)).as("anything is taken").isFalse();
    }
}
