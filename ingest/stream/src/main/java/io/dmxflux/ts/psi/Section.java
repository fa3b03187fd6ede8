// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.Crc32Mpeg;
import java.util.Arrays;
import java.util.Objects;

/**
 * One whole section, read in place.
 * <pre>
 *   offset  0          1                    3                     5          6                7                     8
 *          +----------+-+-+--+-------------+---------------------+--+-----+-+----------------+---------------------+--
 *          | table_id |S|P|rr|section_length| table_id_extension |rr|vers.|C| section_number | last_section_number |
 *          |   (8)    | | |  |    (12)     |        (16)         |  | (5) | |      (8)       |         (8)         |
 *          +----------+-+-+--+-------------+---------------------+--+-----+-+----------------+---------------------+--
 *   S section_syntax_indicator    C current_next_indicator    rr reserved    P private_indicator
 *   Only if S is 1: the fields from offset 3 to 7, and CRC_32 in the last four bytes (which a TOT has as well).
 * </pre>
 *
 * <p><b>Shape:</b> offsets count from {@code table_id}; {@link #length()} bytes, header and checksum included. Without the
 * long header its fields read as 0, and the section as current.
 * <p><b>Ownership:</b> what {@link SectionAssembler} hands out is a view of its own memory, valid until the callback
 * returns; {@link #copy()} or {@link #toByteArray()} before that. Sections from {@link #of} and {@link #copy()} stay valid.
 * <p><b>Errors:</b> an offset outside the section, and any read of an invalid view, throws
 * {@link IndexOutOfBoundsException}.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.4.11 (syntax of a private section, of which all others are special cases).
 */
public final class Section {

    /** Bytes up to {@code section_length} and with it. */
    static final int SHORT_HEADER_LENGTH = 3;

    /** Bytes up to {@code last_section_number} and with it. */
    static final int LONG_HEADER_LENGTH = 8;

    /** Most bytes of a section. */
    static final int MAX_LENGTH = SHORT_HEADER_LENGTH + 4093;

    private static final int EXTENSION_OFFSET = 3;
    private static final int VERSION_OFFSET = 5;
    private static final int SECTION_NUMBER_OFFSET = 6;
    private static final int LAST_SECTION_NUMBER_OFFSET = 7;

    private static final int SYNTAX = 0x80;
    private static final int CURRENT = 0x01;
    private static final int VERSION = 0x3E;

    private final byte[] bytes;
    private int length;

    private Section(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** Creates an empty view of an assembler's memory. */
    static Section viewOf(byte[] space) {
        return new Section(space, 0);
    }

    /** Sets the length of a view; 0 invalidates it. */
    void show(int bytesCollected) {
        length = bytesCollected;
    }

    /**
     * Wraps a whole section.
     *
     * @param bytes the section and nothing else; not copied, so it must not change
     * @return the section
     * @throws IllegalArgumentException if its length is not what its header says, or its checksum is wrong
     */
    public static Section of(byte[] bytes) {
        int claimed = bytes.length < SHORT_HEADER_LENGTH ? 0 : claimedLength(bytes);
        if (claimed != bytes.length) {
            throw new IllegalArgumentException("section: " + bytes.length
                    + " bytes (expected: what section_length says, " + "and no more than its table may have)");
        }
        if (!hasSoundChecksum(bytes, bytes.length)) {
            throw new IllegalArgumentException(
                    "CRC_32: 0x%08x over the section (expected: 0)".formatted(Crc32Mpeg.of(bytes, 0, bytes.length)));
        }
        return new Section(bytes, bytes.length);
    }

    /**
     * Reads how long a section claims to be.
     *
     * @param bytes its first three
     * @return bytes in all; 0 if it cannot be so, and is no section
     */
    static int claimedLength(byte[] bytes) {
        int tableId = bytes[0] & 0xFF;
        int sectionLength = (bytes[1] & 0x0F) << 8 | bytes[2] & 0xFF;
        boolean syntax = (bytes[1] & SYNTAX) != 0;
        int least = syntax ? LONG_HEADER_LENGTH - SHORT_HEADER_LENGTH + Crc32Mpeg.LENGTH : leastWithoutSyntax(tableId);
        boolean sound = sectionLength >= least
                && sectionLength <= TableId.maxSectionLength(tableId)
                && (syntax || !TableId.requiresSyntax(tableId));
        return sound ? SHORT_HEADER_LENGTH + sectionLength : 0;
    }

    private static int leastWithoutSyntax(int tableId) {
        return tableId == TableId.TOT ? Crc32Mpeg.LENGTH : 0;
    }

    static boolean hasSoundChecksum(byte[] bytes, int length) {
        return !hasChecksum(bytes) || Crc32Mpeg.of(bytes, 0, length) == 0;
    }

    private static boolean hasChecksum(byte[] bytes) {
        return (bytes[1] & SYNTAX) != 0 || (bytes[0] & 0xFF) == TableId.TOT;
    }

    /**
     * Reads {@code table_id}.
     *
     * @return 0 to 0xFE, see {@link TableId}
     */
    public int tableId() {
        return getUnsignedByte(0);
    }

    /**
     * Reads {@code section_syntax_indicator}: whether the section has the long header and a checksum.
     *
     * @return true if it is set
     */
    public boolean hasSyntax() {
        return (getUnsignedByte(1) & SYNTAX) != 0;
    }

    /**
     * Reads {@code table_id_extension}: transport_stream_id in a PAT or SDT, program_number in a PMT, service_id in an EIT.
     *
     * @return 0 to 0xFFFF
     */
    public int tableIdExtension() {
        return hasSyntax() ? getUnsignedShort(EXTENSION_OFFSET) : 0;
    }

    /**
     * Reads {@code version_number}, which changes when the table does.
     *
     * @return 0 to 31
     */
    public int versionNumber() {
        return hasSyntax() ? getUnsignedByte(VERSION_OFFSET) >>> 1 & 0x1F : 0;
    }

    /**
     * Reads {@code current_next_indicator}: whether the table is in force, and not a future one.
     *
     * @return false if it is the next one
     */
    public boolean isCurrent() {
        return !hasSyntax() || (getUnsignedByte(VERSION_OFFSET) & CURRENT) != 0;
    }

    /**
     * Reads {@code section_number}.
     *
     * @return 0 to 255
     */
    public int sectionNumber() {
        return hasSyntax() ? getUnsignedByte(SECTION_NUMBER_OFFSET) : 0;
    }

    /**
     * Reads {@code last_section_number}.
     *
     * @return 0 to 255
     */
    public int lastSectionNumber() {
        return hasSyntax() ? getUnsignedByte(LAST_SECTION_NUMBER_OFFSET) : 0;
    }

    /**
     * Returns how long the whole section is, header and checksum included.
     *
     * @return bytes, 3 to 4096; 0 if this is a view that is over
     */
    public int length() {
        return length;
    }

    /**
     * Reads {@code CRC_32}.
     *
     * @return the checksum as it was sent; 0 if the section has none
     */
    public int crc32() {
        int at = bodyEnd();
        return at == length ? 0 : getUnsignedShort(at) << 16 | getUnsignedShort(at + 2);
    }

    /** Returns the offset of the first byte behind the headers that all sections have. */
    int bodyOffset() {
        return hasSyntax() ? LONG_HEADER_LENGTH : SHORT_HEADER_LENGTH;
    }

    /** Returns the offset of the checksum, or the length if there is none. */
    int bodyEnd() {
        checkOffset(0, SHORT_HEADER_LENGTH);
        return hasChecksum(bytes) ? length - Crc32Mpeg.LENGTH : length;
    }

    /**
     * Reads one byte.
     *
     * @param offset from {@code table_id}
     * @return 0 to 0xFF
     */
    public int getUnsignedByte(int offset) {
        checkOffset(offset, 1);
        return bytes[offset] & 0xFF;
    }

    /**
     * Reads two bytes, most significant first.
     *
     * @param offset from {@code table_id}
     * @return 0 to 0xFFFF
     */
    public int getUnsignedShort(int offset) {
        checkOffset(offset, 2);
        return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
    }

    /**
     * Copies a part of the section.
     *
     * @param offset from {@code table_id}
     * @param count how many bytes
     * @return the bytes
     */
    byte[] getBytes(int offset, int count) {
        checkOffset(offset, count);
        return Arrays.copyOfRange(bytes, offset, offset + count);
    }

    private void checkOffset(int offset, int count) {
        Objects.checkFromIndexSize(offset, count, length);
    }

    /**
     * Copies the bytes.
     *
     * @return the whole section
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /**
     * Makes the same section with another version.
     *
     * @param section a whole section with the long header; stays as it is
     * @param versionNumber 0 to 31
     * @return whole, with a checksum of its own
     */
    public static byte[] withVersion(byte[] section, int versionNumber) {
        FieldWidth.check("version_number", versionNumber, 5);
        byte[] other = section.clone();
        other[VERSION_OFFSET] = (byte) (other[VERSION_OFFSET] & ~VERSION | versionNumber << 1);
        return SectionWriter.withChecksum(other);
    }

    /**
     * Copies the section, which then stays valid.
     *
     * @return the same, which stays when this view is over
     */
    public Section copy() {
        return new Section(toByteArray(), length);
    }

    /**
     * Describes the section.
     *
     * @return table, extension, version and number
     */
    @Override
    public String toString() {
        if (length == 0) {
            return "Section[over]";
        }
        return "Section[tableId=0x%02x, tableIdExtension=%d, versionNumber=%d, sectionNumber=%d/%d, length=%d]"
                .formatted(
                        tableId(), tableIdExtension(), versionNumber(), sectionNumber(), lastSectionNumber(), length);
    }
}
