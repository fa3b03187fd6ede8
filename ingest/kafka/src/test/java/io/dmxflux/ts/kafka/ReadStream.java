// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** What a reader has of a shared stream, from its beginning on. */
final class ReadStream {

    /** For each chunk its numbers of datagrams. */
    private final Queue<long[]> datagrams = new ConcurrentLinkedQueue<>();

    private final Queue<Integer> packets = new ConcurrentLinkedQueue<>();

    /** The numbers of packets that each writer wrote, by its epoch. */
    private final Map<Integer, Queue<Integer>> ofWriters = new ConcurrentHashMap<>();

    private ReadStream() {}

    static ReadStream of(KafkaLog log, String stream) {
        ReadStream read = new ReadStream();
        log.read(stream, LogStart.OLDEST).subscribe(read::take);
        return read;
    }

    private void take(TsChunk chunk) {
        datagrams.add(new long[] {chunk.firstDatagram(), chunk.endDatagram()});
        List<Integer> numbers = SharedStream.numbers(chunk);
        packets.addAll(numbers);
        ofWriters
                .computeIfAbsent(chunk.epoch(), epoch -> new ConcurrentLinkedQueue<>())
                .addAll(numbers);
        chunk.release();
    }

    void awaitMore() {
        int before = packets.size();
        await().until(() -> packets.size() > before + 2_000);
    }

    /** Returns the numbers of all packets that a writer wrote. */
    List<Integer> of(int epoch) {
        return List.copyOf(ofWriters.getOrDefault(epoch, new ConcurrentLinkedQueue<>()));
    }

    List<Integer> missing() {
        List<Integer> read = List.copyOf(packets);
        assertThat(read).isSorted().doesNotHaveDuplicates();
        List<Integer> all = new ArrayList<>(IntStream.rangeClosed(read.get(0), read.get(read.size() - 1))
                .boxed()
                .toList());
        all.removeAll(Set.copyOf(read));
        return all;
    }

    /** Positions that no chunk has, each of which is a loss to a reader. */
    long leftOut() {
        long leftOut = 0;
        long next = -1;
        for (long[] chunk : datagrams) {
            assertThat(chunk[0]).isGreaterThanOrEqualTo(next);
            leftOut += next < 0 ? 0 : chunk[0] - next;
            next = chunk[1];
        }
        return leftOut;
    }
}
