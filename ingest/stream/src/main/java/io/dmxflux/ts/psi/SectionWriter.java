// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.Crc32Mpeg;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes sections with the long header and a checksum.
 *
 * @param tableId {@code table_id}
 * @param tableIdExtension {@code table_id_extension}
 * @param versionNumber {@code version_number}
 */
record SectionWriter(int tableId, int tableIdExtension, int versionNumber) {

    /** Most bytes of a section of the PAT, PMT, NIT, SDT and BAT. */
    private static final int MAX_LENGTH = Section.SHORT_HEADER_LENGTH + 1021;

    private static final int AROUND = Section.LONG_HEADER_LENGTH + Crc32Mpeg.LENGTH;
    private static final int MAX_SECTIONS = 256;

    private static final int LAST_OF_MPEG = 0x3F;
    private static final int SYNTAX_OF_MPEG = 0xB000;
    private static final int SYNTAX_OF_DVB = 0xF000;
    private static final int CURRENT = 0xC1;

    SectionWriter {
        FieldWidth.check("table_id_extension", tableIdExtension, 16);
        FieldWidth.check("version_number", versionNumber, 5);
    }

    /**
     * Spreads the entries of a loop over as few sections as they need.
     *
     * @param head what stands before the entries in each section
     * @param entries never cut; one that is too long for a section of 1024 bytes gets a longer one for itself
     * @return whole sections, at least one
     */
    List<byte[]> sections(byte[] head, List<byte[]> entries) {
        List<byte[]> bodies = new ArrayList<>();
        ByteBuffer body = bodyOf(head, 0);
        for (byte[] entry : entries) {
            if (body.remaining() < entry.length) {
                if (body.position() > head.length) {
                    bodies.add(written(body));
                }
                body = bodyOf(head, entry.length);
            }
            body.put(entry);
        }
        bodies.add(written(body));
        return numbered(bodies);
    }

    private static ByteBuffer bodyOf(byte[] head, int leastBytes) {
        return ByteBuffer.allocate(Math.max(MAX_LENGTH - AROUND, head.length + leastBytes))
                .put(head);
    }

    private static byte[] written(ByteBuffer body) {
        byte[] bytes = new byte[body.flip().remaining()];
        body.get(bytes);
        return bytes;
    }

    private List<byte[]> numbered(List<byte[]> bodies) {
        if (bodies.size() > MAX_SECTIONS) {
            throw new IllegalStateException("sections: " + bodies.size() + " (expected: at most " + MAX_SECTIONS + ")");
        }
        List<byte[]> sections = new ArrayList<>();
        for (byte[] body : bodies) {
            sections.add(section(sections.size(), bodies.size() - 1, body, Section.MAX_LENGTH));
        }
        return List.copyOf(sections);
    }

    /**
     * Writes a table that has only one section.
     *
     * @param body what stands between header and checksum
     * @return the whole section
     * @throws IllegalStateException if it is longer than 1024 bytes
     */
    byte[] onlySection(byte[] body) {
        return section(0, 0, body, MAX_LENGTH);
    }

    private byte[] section(int number, int lastNumber, byte[] body, int maxLength) {
        int length = body.length + AROUND;
        if (length > maxLength) {
            throw new IllegalStateException("section: " + length + " bytes (expected: at most " + maxLength + ")");
        }
        ByteBuffer section = ByteBuffer.allocate(length)
                .put((byte) tableId)
                .putShort((short) (syntax() | length - Section.SHORT_HEADER_LENGTH))
                .putShort((short) tableIdExtension)
                .put((byte) (CURRENT | versionNumber << 1))
                .put((byte) number)
                .put((byte) lastNumber)
                .put(body);
        return withChecksum(section.array());
    }

    /** Writes the checksum of a section into its last four bytes. */
    static byte[] withChecksum(byte[] section) {
        int at = section.length - Crc32Mpeg.LENGTH;
        ByteBuffer.wrap(section).putInt(at, Crc32Mpeg.of(section, 0, at));
        return section;
    }

    private int syntax() {
        return tableId <= LAST_OF_MPEG ? SYNTAX_OF_MPEG : SYNTAX_OF_DVB;
    }
}
