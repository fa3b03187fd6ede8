// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a descriptor's payload from its first byte to its last. */
final class DescriptorReader {

    private static final int LANGUAGE_LENGTH = 3;
    private static final String UNDETERMINED = "und";

    private final byte[] payload;
    private final boolean arib;
    private int at;

    DescriptorReader(byte[] payload) {
        this(payload, false);
    }

    /** Reads texts as those of ISDB if {@code arib}. */
    DescriptorReader(byte[] payload, boolean arib) {
        this.payload = payload;
        this.arib = arib;
    }

    int remaining() {
        return payload.length - at;
    }

    int readByte() {
        return payload[at++] & 0xFF;
    }

    int readShort() {
        return readByte() << 8 | readByte();
    }

    int readInt() {
        return readShort() << 16 | readShort();
    }

    /** Reads the frequency of a terrestrial carrier, in units of 10 Hz. */
    long readTensOfHertz() {
        return (readInt() & 0xFFFF_FFFFL) * 10;
    }

    String readText(int length) {
        at += length;
        return arib
                ? AribText.decode(Arrays.copyOfRange(payload, at - length, at))
                : DvbText.decode(payload, at - length, length);
    }

    String readLanguage() {
        at += LANGUAGE_LENGTH;
        String code = new String(payload, at - LANGUAGE_LENGTH, LANGUAGE_LENGTH, StandardCharsets.ISO_8859_1);
        return code.chars().allMatch(DescriptorReader::isLetter) ? code : UNDETERMINED;
    }

    private static boolean isLetter(int character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
    }
}
