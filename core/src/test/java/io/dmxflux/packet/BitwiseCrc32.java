// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

/** The checksum of a section as ISO/IEC 13818-1 Annex A defines it, bit by bit. */
public final class BitwiseCrc32 {

    private BitwiseCrc32() {}

    public static int of(byte[] bytes) {
        int crc = -1;
        for (byte next : bytes) {
            for (int bit = 7; bit >= 0; bit--) {
                boolean one = (crc < 0) != ((next >>> bit & 1) == 1);
                crc = one ? crc << 1 ^ 0x04C1_1DB7 : crc << 1;
            }
        }
        return crc;
    }
}
