// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What tests read from feeds. */
final class FeedReading {

    private FeedReading() {}

    /** Reads a whole feed with a buffer of so many bytes. */
    static byte[] readAll(Playback playback, int bufferBytes) {
        try (StreamFeed feed = playback.open()) {
            return readAll(feed, bufferBytes);
        }
    }

    /** Reads to the end of a feed, which stays open. */
    static byte[] readAll(StreamFeed feed, int bufferBytes) {
        ByteBuffer all = ByteBuffer.allocate(1 << 21);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferBytes);
        while (feed.read(buffer.clear(), Long.MAX_VALUE) != StreamFeed.END) {
            all.put(buffer.flip());
        }
        return copy(all.flip());
    }

    /** Reads so many packets of a feed, however long that takes by its clock. */
    static ByteBuffer readPackets(Playback playback, int count) {
        try (StreamFeed feed = playback.open()) {
            ByteBuffer packets = ByteBuffer.allocate(count * 188);
            while (packets.hasRemaining()) {
                feed.read(packets, Long.MAX_VALUE);
            }
            return packets.flip();
        }
    }

    /** Reads packets one by one, each when it is due, and returns the nanoseconds at which they were. */
    static List<Long> dueTimes(Playback playback, int count) {
        try (StreamFeed feed = playback.open()) {
            List<Long> due = new ArrayList<>();
            ByteBuffer packet = ByteBuffer.allocate(188);
            while (due.size() < count && feed.dueNanos() != Long.MAX_VALUE) {
                due.add(feed.dueNanos());
                feed.read(packet.clear(), feed.dueNanos());
            }
            return due;
        }
    }

    /** Returns the PCRs of a PID, in ticks. */
    static List<Long> pcrs(ByteBuffer packets, int pid) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        List<Long> pcrs = new ArrayList<>();
        for (int packet = 0; packet < packets.limit(); packet += 188) {
            int index = AdaptationField.pcrIndex(buffer, packet);
            if (index != AdaptationField.ABSENT && TsPacket.pid(buffer, packet) == pid) {
                pcrs.add(AdaptationField.ticks(buffer, index));
            }
        }
        return pcrs;
    }

    /** Returns the continuity counters of a PID. */
    static List<Integer> counters(ByteBuffer packets, int pid) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        List<Integer> counters = new ArrayList<>();
        for (int packet = 0; packet < packets.limit(); packet += 188) {
            if (TsPacket.pid(buffer, packet) == pid) {
                counters.add(TsPacket.continuityCounter(buffer, packet));
            }
        }
        return counters;
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
