// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The checksum of sections ({@code CRC_32}).
 *
 * <p>Polynomial 0x04C11DB7, most significant bit first, begun with all ones, not inverted at the end; so over a section
 * and its own checksum it is 0.
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 Annex A.
 */
public final class Crc32Mpeg {

    /** Bytes of a checksum. */
    public static final int LENGTH = 4;

    private static final int POLYNOMIAL = 0x04C1_1DB7;
    private static final int INITIAL = 0xFFFF_FFFF;

    private static final int STRIDE = 8;
    private static final int TABLE = 256;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    /** {@value #STRIDE} tables in one: what a byte leaves behind when 0 to 7 bytes follow it. */
    private static final int[] LEFT = tables();

    private Crc32Mpeg() {}

    /**
     * Computes the checksum of some bytes.
     *
     * @param bytes where they lie
     * @param offset index of the first
     * @param length how many
     * @return the checksum, to be written most significant byte first; 0 over a sound section with its checksum
     */
    public static int of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int crc = INITIAL;
        int at = offset;
        int end = offset + length;
        for (; at <= end - STRIDE; at += STRIDE) {
            crc = eight(crc ^ (int) INTS.get(bytes, at), (int) INTS.get(bytes, at + 4));
        }
        for (; at < end; at++) {
            crc = crc << 8 ^ LEFT[(crc >>> 24 ^ bytes[at]) & 0xFF];
        }
        return crc;
    }

    private static int eight(int high, int low) {
        return LEFT[7 * TABLE + (high >>> 24)]
                ^ LEFT[6 * TABLE + (high >>> 16 & 0xFF)]
                ^ LEFT[5 * TABLE + (high >>> 8 & 0xFF)]
                ^ LEFT[4 * TABLE + (high & 0xFF)]
                ^ LEFT[3 * TABLE + (low >>> 24)]
                ^ LEFT[2 * TABLE + (low >>> 16 & 0xFF)]
                ^ LEFT[TABLE + (low >>> 8 & 0xFF)]
                ^ LEFT[low & 0xFF];
    }

    private static int[] tables() {
        int[] tables = new int[STRIDE * TABLE];
        for (int value = 0; value < TABLE; value++) {
            int crc = value << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
            }
            tables[value] = crc;
        }
        for (int i = TABLE; i < tables.length; i++) {
            int before = tables[i - TABLE];
            tables[i] = before << 8 ^ tables[before >>> 24];
        }
        return tables;
    }
}
