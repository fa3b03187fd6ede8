// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.packet.Pcr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A stream of numbered packets, cut into chunks: each packet tells its place, so that one lost or moved shows. */
final class LoggedStream {

    static final int PACKETS_OF_A_DATAGRAM = 7;
    static final long START_MILLIS = 1_800_000_000_000L;

    private final NumberedPackets packets;
    private final List<TsChunk> cut = new ArrayList<>();
    private final ChunkCutter cutter;
    private long ticks;
    private long wallMillis = START_MILLIS;

    LoggedStream(int epoch, long firstDatagram) {
        cutter = new ChunkCutter(epoch, firstDatagram, cut::add);
        packets = NumberedPackets.of(0x100, (int) firstDatagram * PACKETS_OF_A_DATAGRAM);
    }

    /** Makes a chunk of so many datagrams, which came so long after the one before. */
    TsChunk next(int datagrams, Duration later) {
        ticks += later.toMillis() * Pcr.TICKS_PER_MILLI;
        wallMillis += later.toMillis();
        ByteBuf made = Unpooled.wrappedBuffer(packets.next(datagrams * PACKETS_OF_A_DATAGRAM));
        cutter.add(made, ticks, wallMillis);
        made.release();
        cutter.flush();
        return cut.remove(0);
    }

    /** Makes a chunk of the usual size and spacing. */
    TsChunk next() {
        return next(48, Duration.ofMillis(13));
    }

    /** Has the wall clock stepped, and no other. */
    void step(Duration by) {
        wallMillis += by.toMillis();
    }

    /** Returns the numbers of the packets of a chunk. */
    static List<Integer> numbers(TsChunk chunk) {
        ByteBuf payload = chunk.payload();
        List<Integer> numbers = new ArrayList<>();
        for (int packet = 0; packet < payload.readableBytes(); packet += NumberedPackets.PACKET_BYTES) {
            numbers.add(payload.getInt(packet + 4));
        }
        return numbers;
    }
}
