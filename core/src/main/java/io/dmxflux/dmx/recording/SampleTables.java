// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.packet.Crc32Mpeg;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.packet.UtcTime;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Brings the tables of the bundled sample up to date: TDT and TOT tell the time, EIT has the events of now.
 * <pre>
 *   recorded   | EIT: present of 21:30  | ...    | ... its end, stuffing |        time of day, country, local offset
 *   played     | EIT: present of now    | ...    | ... its end, stuffing |        the same bytes, with other times
 * </pre>
 *
 * <p>Each section is replaced in the packets that it has, when the first one is read. The sample is made for that: its
 * sections begin packets without an adaptation field, those of the time have one packet, and those of events have room for any
 * event.
 *
 * <p><b>Source:</b> ETSI EN 300 468 5.2.5, 5.2.6 and 6.2.20.
 */
final class SampleTables implements PacketEdit {

    private static final int PAYLOAD_UNIT_START = 0x40;
    private static final int STUFFING = 0xFF;
    private static final byte[] NOTHING = {};

    private static final int TOT = 0x73;
    private static final int SHORT_HEADER_LENGTH = 3;
    private static final int LENGTH_OFFSET = 1;
    private static final int LENGTH_MASK = 0x0FFF;

    /** Behind UTC_time, the loop's length, and the tag and length of its one descriptor. */
    private static final int FIRST_REGION = SHORT_HEADER_LENGTH + UtcTime.LENGTH + 4;

    private static final int REGION_LENGTH = 13;
    private static final int OFFSET_NOW = 4;
    private static final int TIME_OF_CHANGE = 6;
    private static final int OFFSET_NEXT = 11;

    /** The rules of all countries that the sample's TOT has. */
    private static final ZoneRules LOCAL = ZoneId.of("Europe/Berlin").getRules();

    private final InstantSource clock;
    private final SampleGuide guide;

    /** What is being written into the packets of the EIT. */
    private byte[] section = NOTHING;

    private int written;

    /** Updates the tables of a sample that has the guide's events. */
    SampleTables(SampleGuide guide, InstantSource clock) {
        this.guide = guide;
        this.clock = clock;
    }

    @Override
    public void edit(ByteBuf buffer, int start, int end) {
        for (int packet = start; packet < end; packet += TsPacket.LENGTH) {
            int pid = TsPacket.pid(buffer, packet);
            if (pid == Pid.EIT) {
                editEvents(buffer, packet);
            } else if (pid == Pid.TDT) {
                editTime(buffer, packet + TsPacket.HEADER_LENGTH + 1, clock.instant());
            }
        }
    }

    private void editEvents(ByteBuf buffer, int packet) {
        int at = packet + TsPacket.HEADER_LENGTH;
        if (TsPacket.payloadUnitStart(buffer, packet)) {
            section = guide.current(buffer, at + 1, clock.instant());
            written = 0;
            if (section.length > 0) {
                at++;
            } else {
                buffer.setByte(packet + 1, buffer.getByte(packet + 1) & ~PAYLOAD_UNIT_START);
            }
        }
        int bytes = Math.min(packet + TsPacket.LENGTH - at, section.length - written);
        buffer.setBytes(at, section, written, bytes);
        written += bytes;
        for (int rest = at + bytes; rest < packet + TsPacket.LENGTH; rest++) {
            buffer.setByte(rest, STUFFING);
        }
    }

    private static void editTime(ByteBuf buffer, int section, Instant now) {
        setTime(buffer, section + SHORT_HEADER_LENGTH, now);
        if (buffer.getUnsignedByte(section) == TOT) {
            int length = SHORT_HEADER_LENGTH + (buffer.getUnsignedShort(section + LENGTH_OFFSET) & LENGTH_MASK);
            int checksum = length - Crc32Mpeg.LENGTH;
            for (int region = FIRST_REGION; region < checksum; region += REGION_LENGTH) {
                editRegion(buffer, section + region, now);
            }
            byte[] bytes = new byte[checksum];
            buffer.getBytes(section, bytes);
            buffer.setInt(section + checksum, Crc32Mpeg.of(bytes, 0, checksum));
        }
    }

    private static void editRegion(ByteBuf buffer, int region, Instant now) {
        ZoneOffsetTransition next = LOCAL.nextTransition(now);
        setOffset(buffer, region + OFFSET_NOW, LOCAL.getOffset(now).getTotalSeconds());
        setTime(buffer, region + TIME_OF_CHANGE, next.getInstant());
        setOffset(buffer, region + OFFSET_NEXT, next.getOffsetAfter().getTotalSeconds());
    }

    private static void setTime(ByteBuf buffer, int index, Instant time) {
        long field = UtcTime.field(time);
        buffer.setByte(index, (int) (field >>> Integer.SIZE)).setInt(index + 1, (int) field);
    }

    /** Hours and minutes: a duration without its seconds. */
    private static void setOffset(ByteBuf buffer, int index, int seconds) {
        buffer.setShort(index, UtcTime.field(Duration.ofSeconds(seconds)) >>> Byte.SIZE);
    }
}
