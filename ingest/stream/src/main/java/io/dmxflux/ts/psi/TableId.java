// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.List;

/**
 * The table identifiers with a fixed meaning ({@code table_id}), and the syntax that they imply for sections.
 *
 * <p><b>Units:</b> 8 bits, 0 to 0xFF.
 * <p><b>Source:</b> ISO/IEC 13818-1 table 2-31; ETSI EN 300 468 table 2; ATSC A/65 table 4.2.
 */
public final class TableId {

    /** Program Association Table. */
    public static final int PAT = 0x00;

    /** Conditional Access Table. */
    public static final int CAT = 0x01;

    /** Program Map Table. */
    public static final int PMT = 0x02;

    /** Network Information Table of the network it is sent in. */
    public static final int NIT_ACTUAL = 0x40;

    /** Network Information Table of another network. */
    public static final int NIT_OTHER = 0x41;

    /** Service Description Table of the transport stream it is sent in. */
    public static final int SDT_ACTUAL = 0x42;

    /** Service Description Table of another transport stream. */
    public static final int SDT_OTHER = 0x46;

    /** Bouquet Association Table. */
    public static final int BAT = 0x4A;

    /** Event Information Table, present and following event of a service of this transport stream. */
    public static final int EIT_PRESENT_FOLLOWING_ACTUAL = 0x4E;

    /** Event Information Table, present and following event of a service of another transport stream. */
    public static final int EIT_PRESENT_FOLLOWING_OTHER = 0x4F;

    /** First of the sixteen of an event schedule of this transport stream. */
    public static final int EIT_SCHEDULE_ACTUAL = 0x50;

    /** First of the sixteen of an event schedule of another transport stream. */
    public static final int EIT_SCHEDULE_OTHER = 0x60;

    /** Last of the event schedules. */
    public static final int EIT_LAST = 0x6F;

    /** Time and Date Table. */
    public static final int TDT = 0x70;

    /** Time Offset Table: no long header, and yet a checksum. */
    public static final int TOT = 0x73;

    /** Terrestrial Virtual Channel Table of ATSC. */
    public static final int TVCT = 0xC8;

    /** Cable Virtual Channel Table of ATSC. */
    public static final int CVCT = 0xC9;

    /** Not a table: stuffing behind the last section of a packet. */
    public static final int STUFFING = 0xFF;

    private static final int LAST_OF_MPEG = 0x03;
    private static final int MAX_LENGTH_OF_MPEG = 1021;
    private static final int MAX_LENGTH = 4093;

    private TableId() {}

    /** Returns the most that {@code section_length} may be. */
    static int maxSectionLength(int tableId) {
        return tableId <= LAST_OF_MPEG ? MAX_LENGTH_OF_MPEG : MAX_LENGTH;
    }

    /** Tells whether sections of a table are unsound without the long header and a checksum. */
    static boolean requiresSyntax(int tableId) {
        return tableId <= LAST_OF_MPEG
                || tableId == NIT_ACTUAL
                || tableId == NIT_OTHER
                || tableId == SDT_ACTUAL
                || tableId == SDT_OTHER
                || tableId == BAT
                || VirtualChannelTable.isVct(tableId)
                || isEit(tableId);
    }

    /**
     * Tells whether a table is one of the Event Information Tables.
     *
     * @param tableId {@code table_id}
     * @return true from 0x4E to 0x6F
     */
    public static boolean isEit(int tableId) {
        return tableId >= EIT_PRESENT_FOLLOWING_ACTUAL && tableId <= EIT_LAST;
    }

    /** Returns the first section of a table that is read as a whole. */
    static Section first(List<Section> sections) {
        if (sections.isEmpty()) {
            throw new IllegalArgumentException("sections: [] (expected: at least one)");
        }
        return sections.get(0);
    }

    static void expect(Section section, int tableId) {
        if (section.tableId() != tableId) {
            throw unexpected(section, "0x%02x".formatted(tableId));
        }
    }

    static IllegalArgumentException unexpected(Section section, String expected) {
        return new IllegalArgumentException("table_id: 0x%02x (expected: %s)".formatted(section.tableId(), expected));
    }
}
