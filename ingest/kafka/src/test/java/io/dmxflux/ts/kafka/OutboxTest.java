// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.log.TsChunk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class OutboxTest {

    private final NumberedChunks chunks = new NumberedChunks(1, 0, 0);
    private final List<TsChunk> dropped = new ArrayList<>();

    private static long index(TsChunk chunk) {
        try {
            return chunk.firstDatagram() / NumberedChunks.DATAGRAMS;
        } finally {
            chunk.release();
        }
    }

    private int fill(Outbox outbox, int count) {
        int length = 0;
        for (int i = 0; i < count; i++) {
            TsChunk chunk = chunks.next();
            length = chunk.length();
            assertThat(outbox.add(chunk, dropped)).isTrue();
        }
        return length;
    }

    @Test
    void theOldestThatWaitLeaveIfThereAreTooMany() {
        Outbox outbox = new Outbox(200_000); // three
        fill(outbox, 5);
        assertThat(dropped).hasSize(2).extracting(OutboxTest::index).containsExactly(0L, 1L);
        assertThat(outbox.abandon()).hasSize(3).extracting(OutboxTest::index).containsExactly(2L, 3L, 4L);
    }

    @Test
    void theClientHasFewAndWhatItHasIsNotDropped() {
        Outbox outbox = new Outbox(4_000_000);
        int length = fill(outbox, 50);
        List<TsChunk> sent = new ArrayList<>();
        for (TsChunk chunk = outbox.take(0); chunk != null; chunk = outbox.take(0)) {
            sent.add(chunk);
        }
        assertThat((long) sent.size() * length).isBetween(Outbox.MOST_SENT_BYTES, Outbox.MOST_SENT_BYTES + length);
        assertThat(outbox.stuckNanos(System.nanoTime())).isPositive();
        outbox.settle(length);
        TsChunk next = outbox.take(0);
        assertThat(next).isNotNull();
        sent.add(next);
        assertThat(sent.stream().map(OutboxTest::index)).isSorted().startsWith(0L);
        outbox.abandon().forEach(TsChunk::release);
        for (int i = 1; i < sent.size(); i++) {
            assertThat(outbox.isDone()).isFalse();
            outbox.settle(length);
        }
        assertThat(outbox.stuckNanos(System.nanoTime())).isZero();
        outbox.close();
        assertThat(outbox.isDone()).isTrue();
    }

    @Test
    void aClosedOneTakesNoMore() {
        Outbox outbox = new Outbox(200_000);
        outbox.close();
        TsChunk chunk = chunks.next();
        assertThat(outbox.add(chunk, dropped)).isFalse();
        chunk.release();
        assertThat(outbox.take(10_000)).as("without waiting").isNull();
    }
}
