// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.packet.Pcr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A stream of odd times in a log: of two writers, whose clocks are others, and of chunks that are not all full. */
public final class TimedStream {

    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int CHUNKS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private TimedStream() {}

    /**
     * Writes it.
     *
     * @param log where to
     * @param stream its name, which nobody has written
     * @throws IOException if it cannot be written
     */
    public static void write(TsLog log, String stream) throws IOException {
        write(log, stream, 987_654_321, START_MILLIS);
        write(log, stream, 123_456, START_MILLIS + HOUR_MILLIS);
    }

    private static void write(TsLog log, String stream, long fromTicks, long fromMillis) throws IOException {
        try (LogWriter writer = log.write(stream)) {
            NumberedPackets packets = NumberedPackets.of(0x100);
            try (ChunkCutter cutter = new ChunkCutter(writer.epoch(), writer.firstDatagram(), writer::append)) {
                for (int chunk = 0; chunk < CHUNKS; chunk++) {
                    for (int part = 0; part < 3; part++) {
                        long ticks = (chunk * 3 + part) * 5L * Pcr.TICKS_PER_MILLI + chunk * 7L % 12_345 + part;
                        ByteBuf came = Unpooled.wrappedBuffer(packets.next(7 + chunk % 9));
                        cutter.add(came, fromTicks + ticks, fromMillis + ticks / Pcr.TICKS_PER_MILLI);
                        came.release();
                    }
                    cutter.flush();
                }
            }
        }
    }

    /**
     * Compares a copy with its original: datagrams, their times, and what is found at a moment.
     *
     * @param log of both
     * @param copy the name of the copy
     * @param original the name of the original
     * @throws IOException if one cannot be read
     */
    public static void assertSame(TsLog log, String copy, String original) throws IOException {
        assertThat(datagrams(log, copy)).isEqualTo(datagrams(log, original));
        assertThat(stamps(log, copy)).isEqualTo(stamps(log, original));
        for (Instant time : times(log, original)) {
            assertThat(log.position(copy, time))
                    .as("what is found at %s", time)
                    .isEqualTo(log.position(original, time));
        }
    }

    private static List<String> datagrams(TsLog log, String stream) throws IOException {
        List<String> datagrams = new ArrayList<>();
        for (TsChunk chunk : chunks(log, stream)) {
            ByteBuf payload = chunk.payload();
            for (int i = 0; i < chunk.datagrams(); i++) {
                datagrams.add(ByteBufUtil.hexDump(payload.readSlice(chunk.packets(i) * NumberedPackets.PACKET_BYTES)));
            }
            chunk.release();
        }
        return datagrams;
    }

    /** Ticks of each datagram; those of the second writer from its first on, which came an hour later. */
    private static List<Long> stamps(TsLog log, String stream) throws IOException {
        List<Long> stamps = new ArrayList<>();
        long first = 0;
        long ahead = 0;
        Instant came = Instant.EPOCH;
        for (TsChunk chunk : chunks(log, stream)) {
            if (stamps.isEmpty() || Duration.between(came, chunk.time()).toMinutes() > 1) {
                first = chunk.arrivalTicks(0);
                ahead = stamps.size();
            }
            came = chunk.time();
            for (int i = 0; i < chunk.datagrams(); i++) {
                stamps.add(ahead + chunk.arrivalTicks(i) - first);
            }
            chunk.release();
        }
        return stamps;
    }

    private static List<Instant> times(TsLog log, String stream) throws IOException {
        return chunks(log, stream).stream()
                .map(chunk -> {
                    Instant time = chunk.time();
                    chunk.release();
                    return time;
                })
                .toList();
    }

    private static List<TsChunk> chunks(TsLog log, String stream) throws IOException {
        long end = log.end(stream).orElseThrow();
        return Objects.requireNonNull(log.read(stream, LogStart.OLDEST)
                .takeUntil(chunk -> chunk.endDatagram() >= end)
                .collectList()
                .block(PATIENCE));
    }
}
