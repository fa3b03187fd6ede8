// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeparturesTest {

    private final Departures departures = new Departures(0);
    private final Queue<ByteBuf> model = new ArrayDeque<>();
    private long nanos;

    private void add() {
        ByteBuf batch = CraftedPacket.of(0x100).buffer();
        departures.add(batch, nanos, nanos);
        model.add(batch);
        nanos++;
    }

    private void poll() {
        assertThat(departures.isEmpty()).isEqualTo(model.isEmpty());
        if (!model.isEmpty()) {
            assertThat(departures.wakeUpNanos()).isEqualTo(nanos - model.size());
        }
        ByteBuf first = departures.poll();
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
        for (int i = 0; i < Departures.MOST; i++) {
            assertThat(departures.isFull()).isFalse();
            assertThat(departures.hasRoom()).isEqualTo(i < Departures.MOST / 2);
            add();
        }
        assertThat(departures.isFull()).isTrue();
        while (!model.isEmpty()) {
            poll();
        }
    }
}
