// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.List;

/**
 * The packets of several buffers, by one index.
 *
 * <p><b>Ownership:</b> reads the buffers; they stay whose they are.
 */
final class HeldPackets {

    private final List<StandbyRing.Held> buffers;

    /** The index of each buffer's first packet, and behind them the number of all. */
    private final int[] firsts;

    HeldPackets(List<StandbyRing.Held> buffers) {
        this.buffers = buffers;
        this.firsts = new int[buffers.size() + 1];
        for (int i = 0; i < buffers.size(); i++) {
            firsts[i + 1] = firsts[i] + buffers.get(i).packets().readableBytes() / TsPacket.LENGTH;
        }
    }

    /** The packets of chunks; for these, nobody asks when they came. */
    static HeldPackets ofChunks(List<TsChunk> chunks) {
        return new HeldPackets(chunks.stream()
                .map(chunk -> new StandbyRing.Held(chunk.payload(), chunk.arrivalTicks(0), chunk.timeMillis(), 0))
                .toList());
    }

    int count() {
        return firsts[firsts.length - 1];
    }

    private int buffer(int packet) {
        int found = Arrays.binarySearch(firsts, packet);
        return found >= 0 ? found : -found - 2;
    }

    private ByteBuf bytes(int packet) {
        return buffers.get(buffer(packet)).packets();
    }

    private int index(int packet) {
        int buffer = buffer(packet);
        return buffers.get(buffer).packets().readerIndex() + (packet - firsts[buffer]) * TsPacket.LENGTH;
    }

    int pid(int packet) {
        return TsPacket.pid(bytes(packet), index(packet));
    }

    /** Returns the PCR of a packet, {@link Pcr#ABSENT} if it has none. */
    long pcr(int packet) {
        ByteBuf bytes = bytes(packet);
        int at = index(packet);
        int header = TsPacket.header(bytes, at);
        boolean sound = !TsPacket.transportError(header) && TsPacket.hasAdaptationField(header);
        return sound ? AdaptationField.pcrTicks(bytes, at) : Pcr.ABSENT;
    }

    /** Tells whether a packet is the same as one of others, bit for bit. */
    boolean isSame(int packet, HeldPackets others, int other) {
        return ByteBufUtil.equals(
                bytes(packet), index(packet), others.bytes(other), others.index(other), TsPacket.LENGTH);
    }

    /** Returns when the buffer of a packet came, by the wall clock. */
    long wallMillis(int packet) {
        return buffers.get(buffer(packet)).wallMillis();
    }

    /** Returns the first packet of the first buffer that came later; the number of all if none did. */
    int firstAfter(long wallMillis) {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).wallMillis() > wallMillis) {
                return firsts[i];
            }
        }
        return count();
    }

    /** Gives the packets from one on to a cutter, with the times at which they came. */
    void copyFrom(int packet, ChunkCutter cutter) {
        for (int i = 0; i < buffers.size(); i++) {
            StandbyRing.Held held = buffers.get(i);
            int skipped = Math.max(0, packet - firsts[i]) * TsPacket.LENGTH;
            int bytes = held.packets().readableBytes();
            if (skipped == 0 && held.missing() > 0) {
                cutter.skip(held.missing());
            }
            if (skipped < bytes) {
                ByteBuf rest = held.packets().slice(held.packets().readerIndex() + skipped, bytes - skipped);
                cutter.add(rest, held.arrivalTicks(), held.wallMillis());
            }
        }
    }
}
