// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.test.StepVerifier;

/** Whole chunks of numbered packets, 10 ms from one to the next. */
final class NumberedChunks {

    static final int DATAGRAMS = TsChunk.MOST_DATAGRAMS;
    static final int MILLIS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PACKETS = DATAGRAMS * 7;

    private final NumberedPackets packets = NumberedPackets.of(0x100);
    private final List<TsChunk> cut = new ArrayList<>();
    private final ChunkCutter cutter;
    private final long startMillis;
    private int made;

    NumberedChunks(int epoch, long firstDatagram, long startMillis) {
        this.cutter = new ChunkCutter(epoch, firstDatagram, cut::add);
        this.startMillis = startMillis;
    }

    /** Those that a writer of this moment expects. */
    static NumberedChunks of(LogWriter writer) {
        return new NumberedChunks(writer.epoch(), writer.firstDatagram(), System.currentTimeMillis());
    }

    /** Makes the next chunk, for the caller to release. */
    TsChunk next() {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets.next(PACKETS));
        long millis = (long) made * MILLIS;
        made++;
        cutter.add(buffer, millis * Pcr.TICKS_PER_MILLI, startMillis + millis);
        buffer.release();
        return cut.remove(0);
    }

    /** Appends so many to a writer, and returns their bytes. */
    List<String> append(LogWriter writer, int count) {
        List<String> appended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TsChunk chunk = next();
            appended.add(bytes(chunk));
            writer.append(chunk);
        }
        return appended;
    }

    /** Reads from a place on what is expected, each chunk as its bytes. */
    static void assertRead(KafkaLog log, String stream, LogStart start, List<String> expected) {
        StepVerifier.create(log.read(stream, start)
                        .take(expected.size())
                        .map(NumberedChunks::released)
                        .collectList())
                .expectNext(expected)
                .expectComplete()
                .verify(PATIENCE);
    }

    /** Returns all bytes of a chunk, to be compared. */
    static String bytes(TsChunk chunk) {
        return ByteBufUtil.hexDump(chunk.bytes());
    }

    /** Returns all bytes of a chunk, which is released. */
    static String released(TsChunk chunk) {
        try {
            return bytes(chunk);
        } finally {
            chunk.release();
        }
    }
}
