// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import io.dmxflux.packet.BitwiseCrc32;
import io.dmxflux.ts.psi.Section;
import java.util.Arrays;
import java.util.HexFormat;

/** A section made by hand, with a checksum computed bit by bit; everything that is not set is 0, or the whole table. */
public final class CraftedSection {

    private final int tableId;
    private int extension;
    private int version;
    private boolean current = true;
    private int number;
    private int last;
    private byte[] body = {};

    private CraftedSection(int tableId) {
        this.tableId = tableId;
    }

    public static CraftedSection of(int tableId) {
        return new CraftedSection(tableId);
    }

    public CraftedSection extension(int tableIdExtension) {
        extension = tableIdExtension;
        return this;
    }

    public CraftedSection version(int versionNumber) {
        version = versionNumber;
        return this;
    }

    /** Makes it a section of the table to come. */
    public CraftedSection next() {
        current = false;
        return this;
    }

    public CraftedSection number(int sectionNumber, int lastSectionNumber) {
        number = sectionNumber;
        last = lastSectionNumber;
        return this;
    }

    /** Sets what stands between header and checksum, in hexadecimal; spaces may be anywhere. */
    public CraftedSection body(String hex) {
        return body(hex(hex));
    }

    public CraftedSection body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    /** Sets a body of so many bytes, none of them 0xFF. */
    public CraftedSection bodyOf(int length) {
        body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) (i % 251);
        }
        return this;
    }

    public byte[] bytes() {
        int sectionLength = 5 + body.length + 4;
        byte[] bytes = new byte[3 + sectionLength];
        bytes[0] = (byte) tableId;
        bytes[1] = (byte) (0xB0 | sectionLength >>> 8);
        bytes[2] = (byte) sectionLength;
        bytes[3] = (byte) (extension >>> 8);
        bytes[4] = (byte) extension;
        bytes[5] = (byte) (0xC0 | version << 1 | (current ? 1 : 0));
        bytes[6] = (byte) number;
        bytes[7] = (byte) last;
        System.arraycopy(body, 0, bytes, 8, body.length);
        return withChecksum(bytes);
    }

    public Section section() {
        return Section.of(bytes());
    }

    /** Writes the right checksum into the last four bytes. */
    public static byte[] withChecksum(byte[] section) {
        int crc = BitwiseCrc32.of(Arrays.copyOf(section, section.length - 4));
        for (int i = 1; i <= 4; i++) {
            section[section.length - i] = (byte) (crc >>> 8 * (i - 1));
        }
        return section;
    }

    public static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
