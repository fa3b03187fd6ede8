// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A stream of 3 Mbit/s that several hosts receive: its packets are numbered, and come by the clock that all of them have. */
final class SharedStream implements AutoCloseable {

    private static final int PACKETS_PER_MILLI = 2;
    private static final int PCR_EVERY = 60;
    private static final int PERIOD_MILLIS = 10;
    private static final int NUMBER_AT = 12;

    private final ScheduledExecutorService receiving = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "shared-stream");
        made.setDaemon(true);
        return made;
    });
    private final LogFeed feed;
    private final long startMillis;
    private int next;

    /** A stream that a feed is given. */
    SharedStream(LogFeed feed, long startMillis) {
        this.feed = feed;
        this.startMillis = startMillis;
    }

    /** Gives the feed all that comes from now on. */
    void start() {
        next = now();
        receiving.scheduleAtFixedRate(this::receive, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private int now() {
        return Math.toIntExact((System.currentTimeMillis() - startMillis) * PACKETS_PER_MILLI);
    }

    private void receive() {
        int to = now();
        ByteBuf buffer = Unpooled.buffer();
        while (next < to) {
            write(buffer, next++);
        }
        feed.add(buffer, System.nanoTime() / 1_000_000 * Pcr.TICKS_PER_MILLI, System.currentTimeMillis());
        buffer.release();
        feed.flush();
    }

    private static void write(ByteBuf buffer, int number) {
        boolean hasPcr = number % PCR_EVERY == 0;
        int begin = buffer.writerIndex();
        buffer.writeInt(0x47010000 | (hasPcr ? 0x30 : 0x10) | number & 0xF);
        buffer.writeByte(7).writeByte(0x10).writeZero(6);
        if (hasPcr) {
            long ticks = number * Pcr.TICKS_PER_MILLI / PACKETS_PER_MILLI;
            AdaptationField.setTicks(buffer, begin + 6, ticks % Pcr.WRAP_TICKS);
        }
        buffer.writeInt(number).writeZero(TsPacket.LENGTH - NUMBER_AT - Integer.BYTES);
    }

    /** Returns the numbers of the packets of a chunk. */
    static List<Integer> numbers(TsChunk chunk) {
        List<Integer> numbers = new ArrayList<>();
        ByteBuf packets = chunk.payload();
        for (int at = 0; at < packets.readableBytes(); at += TsPacket.LENGTH) {
            numbers.add(packets.getInt(at + NUMBER_AT));
        }
        return numbers;
    }

    @Override
    public void close() {
        receiving.shutdownNow();
        try {
            receiving.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
