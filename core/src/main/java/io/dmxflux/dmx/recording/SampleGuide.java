// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.packet.Crc32Mpeg;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.packet.UtcTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The events of the bundled sample, which repeat in every segment of the schedule, as sections of any moment.
 * <pre>
 *   segment       | 00:00     | 03:00     | ...   | 21:00     |          three hours of UTC each
 *   recorded at 21:30:  over        over             now, with all events, and as much of the next day
 *   played at 03:10:    over        now       next   not sent
 * </pre>
 *
 * <p>Events are numbered from 1970 on. What tells a receiver that something is new follows from that: the event_id, and the
 * version_number, of the present event's number or of the segment's.
 *
 * <p><b>Threading:</b> immutable.
 * <p><b>Source:</b> ETSI EN 300 468 5.2.4; ETSI TR 101 211 4.1.4 (segments).
 */
final class SampleGuide {

    private static final int PRESENT_FOLLOWING = 0x4E;
    private static final int SCHEDULE = 0x50;

    private static final long SEGMENT_SECONDS = Duration.ofHours(3).toSeconds();
    private static final int SEGMENTS_A_DAY = 8;
    private static final int SECTIONS_A_SEGMENT = 8;

    private static final int HEADER_LENGTH = 14;
    private static final int LENGTH_OFFSET = 1;
    private static final int SERVICE_ID_OFFSET = 3;
    private static final int VERSION_OFFSET = 5;
    private static final int NUMBER_OFFSET = 6;
    private static final int LAST_NUMBER_OFFSET = 7;
    private static final int SEGMENT_LAST_NUMBER_OFFSET = 12;

    private static final int SYNTAX = 0xF000;
    private static final int LENGTH_MASK = 0x0FFF;
    private static final int CURRENT = 0xC1;
    private static final int VERSION_MASK = 0x1F;
    private static final int ID_MASK = 0xFFFF;

    private static final int ENTRY_LENGTH = 12;
    private static final int RUNNING_STATUS_SHIFT = 13;
    private static final int UNDEFINED = 0;
    private static final int NOT_RUNNING = 1;
    private static final int RUNNING = 4;

    private static final byte[] NOTHING = {};

    private final Map<Integer, List<Entry>> services = new HashMap<>();

    /** Of those recorded, the first segment with events, and the last one. */
    private int firstSegment = SEGMENTS_A_DAY;

    private int lastSegment;

    private SampleGuide() {}

    /** Reads the events of a recording, each section of which begins a packet. */
    static SampleGuide of(ByteBuffer recording) {
        ByteBuf bytes = Unpooled.wrappedBuffer(recording);
        SampleGuide guide = new SampleGuide();
        ByteBuf section = Unpooled.buffer();
        for (int packet = 0; packet < bytes.readableBytes(); packet += TsPacket.LENGTH) {
            if (TsPacket.pid(bytes, packet) == Pid.EIT) {
                boolean start = TsPacket.payloadUnitStart(bytes, packet);
                int at = TsPacket.HEADER_LENGTH + (start ? 1 : 0);
                int kept = start ? 0 : section.readableBytes();
                section.setIndex(0, kept).writeBytes(bytes, packet + at, TsPacket.LENGTH - at);
                guide.learn(section);
            }
        }
        return guide;
    }

    /** Takes what there is of a section: it counts if it is whole. */
    private void learn(ByteBuf section) {
        int end = LENGTH_OFFSET + Short.BYTES + (section.getShort(LENGTH_OFFSET) & LENGTH_MASK) - Crc32Mpeg.LENGTH;
        if (section.getUnsignedByte(0) != SCHEDULE || section.readableBytes() < end || end == HEADER_LENGTH) {
            return;
        }
        int segment = section.getUnsignedByte(NUMBER_OFFSET) / SECTIONS_A_SEGMENT;
        firstSegment = Math.min(firstSegment, segment);
        lastSegment = Math.max(lastSegment, segment);
        List<Entry> entries = new ArrayList<>();
        for (int at = HEADER_LENGTH;
                at < end;
                at += ENTRY_LENGTH + entries.get(entries.size() - 1).descriptors.length) {
            entries.add(Entry.of(section, at));
        }
        services.put(section.getUnsignedShort(SERVICE_ID_OFFSET), entries);
    }

    /**
     * Makes the section of now that stands where a section was recorded.
     *
     * @param buffer where that one lies
     * @param recorded index of its first byte
     * @return the whole section; empty if there is none of its kind at this time of the day
     */
    byte[] current(ByteBuf buffer, int recorded, Instant now) {
        List<Entry> entries = Objects.requireNonNull(
                services.get(buffer.getUnsignedShort(recorded + SERVICE_ID_OFFSET)), "no events of the service");
        ByteBuf section = Unpooled.buffer().writeBytes(buffer, recorded, HEADER_LENGTH);
        int number = buffer.getUnsignedByte(recorded + NUMBER_OFFSET);
        return buffer.getUnsignedByte(recorded) == PRESENT_FOLLOWING
                ? presentFollowing(section, entries, number, now)
                : schedule(section, entries, number / SECTIONS_A_SEGMENT, now);
    }

    private static byte[] presentFollowing(ByteBuf section, List<Entry> entries, int number, Instant now) {
        long event = segmentOf(now) * entries.size();
        while (!start(entries, event + 1).isAfter(now)) {
            event++;
        }
        write(section, entries, event + number, number == 0 ? RUNNING : NOT_RUNNING);
        return finished(section, event);
    }

    private byte[] schedule(ByteBuf section, List<Entry> entries, int recordedSegment, Instant now) {
        int today = (int) (segmentOf(now) % SEGMENTS_A_DAY);
        boolean over = recordedSegment < firstSegment;
        if (over && recordedSegment >= today) {
            return NOTHING;
        }
        int segment = over ? recordedSegment : today + recordedSegment - firstSegment;
        long event = (segmentOf(now) - today + segment) * entries.size();
        for (int i = 0; !over && i < entries.size(); i++) {
            write(section, entries, event + i, UNDEFINED);
        }
        section.setByte(NUMBER_OFFSET, segment * SECTIONS_A_SEGMENT);
        section.setByte(LAST_NUMBER_OFFSET, (today + lastSegment - firstSegment) * SECTIONS_A_SEGMENT);
        section.setByte(SEGMENT_LAST_NUMBER_OFFSET, segment * SECTIONS_A_SEGMENT);
        return finished(section, segmentOf(now));
    }

    private static void write(ByteBuf section, List<Entry> entries, long event, int runningStatus) {
        Entry entry = entries.get((int) (event % entries.size()));
        long start = UtcTime.field(start(entries, event));
        section.writeShort((int) event & ID_MASK)
                .writeByte((int) (start >>> Integer.SIZE))
                .writeInt((int) start)
                .writeMedium(UtcTime.field(entry.duration))
                .writeShort(runningStatus << RUNNING_STATUS_SHIFT | entry.descriptors.length)
                .writeBytes(entry.descriptors);
    }

    private static byte[] finished(ByteBuf section, long version) {
        int end = section.readableBytes();
        byte[] bytes = new byte[end + Crc32Mpeg.LENGTH];
        section.setShort(LENGTH_OFFSET, SYNTAX | bytes.length - LENGTH_OFFSET - Short.BYTES)
                .setByte(VERSION_OFFSET, CURRENT | ((int) version & VERSION_MASK) << 1)
                .readBytes(bytes, 0, end);
        ByteBuffer.wrap(bytes).putInt(end, Crc32Mpeg.of(bytes, 0, end));
        return bytes;
    }

    private static long segmentOf(Instant now) {
        return now.getEpochSecond() / SEGMENT_SECONDS;
    }

    private static Instant start(List<Entry> entries, long event) {
        long segment = event / entries.size();
        return Instant.ofEpochSecond(segment * SEGMENT_SECONDS)
                .plus(entries.get((int) (event % entries.size())).sinceSegment);
    }

    /** An event of a segment. */
    private record Entry(Duration sinceSegment, Duration duration, byte[] descriptors) {

        static Entry of(ByteBuf section, int at) {
            long start = (long) section.getUnsignedByte(at + 2) << Integer.SIZE | section.getUnsignedInt(at + 3);
            long seconds = Objects.requireNonNull(UtcTime.instant(start), "no start of an event")
                    .getEpochSecond();
            byte[] descriptors = new byte[section.getUnsignedShort(at + 10) & LENGTH_MASK];
            section.getBytes(at + ENTRY_LENGTH, descriptors);
            return new Entry(
                    Duration.ofSeconds(seconds % SEGMENT_SECONDS),
                    Objects.requireNonNull(UtcTime.duration(section.getMedium(at + 7)), "no duration of an event"),
                    descriptors);
        }
    }
}
