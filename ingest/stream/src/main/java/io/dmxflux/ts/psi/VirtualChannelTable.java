// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The Virtual Channel Table of ATSC: what the programs of a transport stream are called, and by which number people know them.
 * <pre>
 *   offset  0              14                      17         18        22      24       26       28         30
 *          +--------------+----+---------+---------+----------+---------+-------+--------+--------+----------+----------
 *          | short_name   |rrrr|major(10)|minor(10)|modulation|carrier_ |channel|program_|flags,  |source_id |descriptors
 *          | 7 of UTF-16  |    |         |         |  (8)     |freq.(32)|_TSID  |number  |type (6)|  (16)    |length (10)
 *          +--------------+----+---------+---------+----------+---------+-------+--------+--------+----------+----------
 *   flags   ETM_location (2), access_controlled, hidden, 2 that depend on the table, hide_guide, 3 reserved
 * </pre>
 *
 * @param tableId {@link TableId#TVCT} or {@link TableId#CVCT}
 * @param transportStreamId {@code transport_stream_id}
 * @param versionNumber {@code version_number}, 0 to 31
 * @param channels in the order of the table; those of a cable may be of other transport streams as well
 * @see <a href="https://www.atsc.org/atsc-documents/a65-program-system-information-protocol-terrestrial-broadcast-cable/">ATSC
 *     A/65 6.3</a>
 */
public record VirtualChannelTable(
        int tableId, int transportStreamId, int versionNumber, List<VirtualChannel> channels) {

    private static final int HEAD_LENGTH = 2;
    private static final int ENTRY_LENGTH = 32;
    private static final int NAME_LENGTH = 14;

    private static final int MAJOR_SHIFT = 10;
    private static final int NUMBER_MASK = 0x3FF;

    /** All ones in the upper six bits of a major number: its lower four, and the minor one, are one number. */
    private static final int ONE_PART = 0x3F0;

    private static final int ONE_PART_MASK = 0x00F;
    private static final int HIDDEN = 0x1000;
    private static final int HIDE_GUIDE = 0x0200;
    private static final int SERVICE_TYPE_MASK = 0x3F;
    private static final int LENGTH_MASK = 0x3FF;

    /** A table whose channels are copied. */
    public VirtualChannelTable {
        channels = List.copyOf(channels);
    }

    /**
     * Reads a table.
     *
     * @param sections all of it, as {@link TableCollector#sections()} gives them
     * @return the table
     * @throws IllegalArgumentException if there is no section, or one of another table
     */
    public static VirtualChannelTable parse(List<Section> sections) {
        Section first = TableId.first(sections);
        if (!isVct(first.tableId())) {
            throw TableId.unexpected(first, "0xc8 or 0xc9");
        }
        List<VirtualChannel> channels = new ArrayList<>();
        for (Section section : sections) {
            TableId.expect(section, first.tableId());
            SectionReader in = new SectionReader(section);
            if (in.has(HEAD_LENGTH)) {
                in.readByte(); // protocol_version
                int count = in.readByte();
                while (count-- > 0 && in.has(ENTRY_LENGTH)) {
                    channels.add(readChannel(in, first.tableId() == TableId.CVCT));
                }
            }
        }
        return new VirtualChannelTable(first.tableId(), first.tableIdExtension(), first.versionNumber(), channels);
    }

    /**
     * Tells whether a table is one.
     *
     * @param tableId {@code table_id}
     * @return true for those of terrestrial and of cable networks
     */
    public static boolean isVct(int tableId) {
        return tableId == TableId.TVCT || tableId == TableId.CVCT;
    }

    private static VirtualChannel readChannel(SectionReader in, boolean ofCable) {
        String name = name(in.readBytes(NAME_LENGTH));
        int numbers = in.readByte() << Short.SIZE | in.readShort();
        int major = numbers >>> MAJOR_SHIFT & NUMBER_MASK;
        int minor = numbers & NUMBER_MASK;
        boolean onePart = ofCable && (major & ONE_PART) == ONE_PART;
        in.readByte(); // modulation_mode
        in.readShort(); // carrier_frequency, which is 0 or wrong
        in.readShort();
        int channelTsid = in.readShort();
        int programNumber = in.readShort();
        int flags = in.readShort();
        return new VirtualChannel(
                name,
                onePart ? (major & ONE_PART_MASK) << MAJOR_SHIFT | minor : major,
                onePart ? OptionalInt.empty() : OptionalInt.of(minor),
                channelTsid,
                programNumber,
                (flags & HIDDEN) != 0,
                (flags & HIDE_GUIDE) != 0,
                flags & SERVICE_TYPE_MASK,
                in.readShort(),
                in.readDescriptors(in.readShort() & LENGTH_MASK));
    }

    /** Up to the first zero, which fills a name. */
    private static String name(byte[] utf16) {
        String name = new String(utf16, StandardCharsets.UTF_16BE);
        int end = name.indexOf(0);
        return HarmlessText.oneLine(end < 0 ? name : name.substring(0, end)).strip();
    }

    /**
     * Finds the channel of a program of this transport stream.
     *
     * @param programNumber {@code program_number}
     * @return the channel; empty if the table does not have it
     */
    public Optional<VirtualChannel> channel(int programNumber) {
        return channels.stream()
                .filter(channel -> channel.channelTsid() == transportStreamId)
                .filter(channel -> channel.programNumber() == programNumber)
                .findFirst();
    }
}
