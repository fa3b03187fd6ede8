// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.packet.Pcr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code LogOfAWeek DIRECTORY}: makes a log of a week of 38 Mbit/s, of which only what is read takes room on the disk, and prints one
 * JSON object with the milliseconds to the first packet: of an hour ago, of an hour and a minute ago in the same process, of six
 * days ago.
 *
 * <p>In the log's package, to write its index.
 */
public final class LogOfAWeek {

    private static final long BIT_RATE = 38_000_000;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int PACKET_BYTES = 188;
    private static final int CHUNK_PACKETS = 48 * 7;
    private static final int CHUNK_BYTES = ChunkLayout.MOST_BYTES;
    private static final int CHUNKS_OF_A_RUN = 17;
    private static final int RUN_BYTES = CHUNKS_OF_A_RUN * CHUNK_BYTES;
    private static final double RUN_MILLIS = CHUNKS_OF_A_RUN * CHUNK_PACKETS * PACKET_BYTES * 8 * 1e3 / BIT_RATE;
    private static final int RUNS = (int) (FileLogConfig.SEGMENT_BYTES / RUN_BYTES);

    private final Path directory;
    private final long start;
    private final List<Duration> read;

    private LogOfAWeek(Path directory, Instant now, List<Duration> read) {
        this.directory = directory;
        this.start = now.minus(WEEK).toEpochMilli();
        this.read = read;
    }

    /**
     * Runs it.
     *
     * @param words the directory
     * @throws IOException if the log cannot be written or read
     */
    public static void main(String[] words) throws IOException {
        Instant now = Instant.now();
        List<Duration> ago = List.of(Duration.ofHours(1), Duration.ofMinutes(61), Duration.ofDays(6));
        LogOfAWeek week = new LogOfAWeek(Path.of(words[0]), now, ago);
        week.write();
        List<Double> millis = new ArrayList<>();
        try (FileLog log = FileLog.in(week.directory, FileLogConfig.builder().build())) {
            for (Duration before : ago) {
                millis.add(millisToFirst(log, now.minus(before)));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"firstMillis\":%.1f,\"againMillis\":%.1f,\"farMillis\":%.1f}%n",
                millis.get(0),
                millis.get(1),
                millis.get(2));
        System.exit(0);
    }

    private static double millisToFirst(FileLog log, Instant from) {
        long begun = System.nanoTime();
        TsChunk first = log.read("week", new LogStart.At(from)).blockFirst(Duration.ofMinutes(1));
        double millis = (System.nanoTime() - begun) / 1e6;
        if (first == null || Math.abs(first.timeMillis() - from.toEpochMilli()) > 2 * RUN_MILLIS) {
            throw new IllegalStateException(from + ": " + first + " (expected: a chunk of that time)");
        }
        first.release();
        return millis;
    }

    private void write() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("week"));
        int segments = (int) (WEEK.toMillis() / (RUNS * RUN_MILLIS));
        for (int number = 0; number < segments; number++) {
            writeSegment(folder, (long) number * RUNS);
        }
    }

    private void writeSegment(Path folder, long firstRun) throws IOException {
        Segment segment = Segment.of(folder, datagram(firstRun));
        try (RandomAccessFile file = new RandomAccessFile(segment.file().toFile(), "rw")) {
            file.setLength((long) RUNS * RUN_BYTES);
        }
        List<IndexEntry> runs = new ArrayList<>();
        for (int number = 0; number < RUNS; number++) {
            long run = firstRun + number;
            long offset = (long) number * RUN_BYTES;
            runs.add(new IndexEntry(
                    offset, offset + RUN_BYTES, datagram(run), datagram(run + 1), millis(run), millis(run + 1) - 1));
            if (isRead(run)) {
                writeRun(segment, offset, run);
            }
        }
        SegmentIndex.write(segment, runs, LogDisk.MACHINE);
    }

    private static long datagram(long run) {
        return run * CHUNKS_OF_A_RUN * ChunkLayout.MOST_DATAGRAMS;
    }

    private long millis(long run) {
        return start + (long) (run * RUN_MILLIS);
    }

    private boolean isRead(long run) {
        long millis = millis(run);
        return read.stream()
                .mapToLong(before -> start + WEEK.minus(before).toMillis())
                .anyMatch(wanted -> Math.abs(millis - wanted) < 4 * RUN_MILLIS);
    }

    private void writeRun(Segment segment, long offset, long run) throws IOException {
        ByteBuffer chunks = ByteBuffer.allocate(RUN_BYTES);
        ChunkCutter cutter = new ChunkCutter(1, datagram(run), chunk -> {
            chunks.put(chunk.bytes().nioBuffer());
            chunk.release();
        });
        byte[] packets = new byte[CHUNK_PACKETS * PACKET_BYTES];
        for (int at = 0; at < packets.length; at += PACKET_BYTES) {
            packets[at] = 0x47;
        }
        for (int i = 0; i < CHUNKS_OF_A_RUN; i++) {
            long millis = millis(run) + (long) (i * RUN_MILLIS / CHUNKS_OF_A_RUN);
            ByteBuf buffer = Unpooled.wrappedBuffer(packets);
            cutter.add(buffer, millis * Pcr.TICKS_PER_MILLI, millis);
            cutter.flush();
        }
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            channel.write(chunks.flip(), offset);
        }
    }
}
