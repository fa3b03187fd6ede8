// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/**
 * Reads a section's body from its first byte to its last. Lengths that point outside it, or outside the loop they are in,
 * are cut to the bytes that exist.
 */
final class SectionReader {

    private static final int PID_MASK = 0x1FFF;
    private static final int LENGTH_MASK = 0x0FFF;

    private final Section section;
    private int at;
    private int end;

    SectionReader(Section section) {
        this.section = section;
        this.at = section.bodyOffset();
        this.end = section.bodyEnd();
    }

    boolean has(int bytes) {
        return end - at >= bytes;
    }

    int readByte() {
        return section.getUnsignedByte(at++);
    }

    int readShort() {
        at += 2;
        return section.getUnsignedShort(at - 2);
    }

    int readPid() {
        return readShort() & PID_MASK;
    }

    byte[] readBytes(int count) {
        at += count;
        return section.getBytes(at - count, count);
    }

    /** Reads a descriptor loop behind its length of 12 bits; an empty one if there is not even the length. */
    Descriptors readDescriptors() {
        return has(2) ? readDescriptors(readShort() & LENGTH_MASK) : Descriptors.EMPTY;
    }

    Descriptors readDescriptorsToEnd() {
        return readDescriptors(end - at);
    }

    Descriptors readDescriptors(int length) {
        return Descriptors.of(readBytes(Math.min(length, end - at)));
    }

    /** Ends the reading where a loop with a length of 12 bits ends. */
    void enterLoop() {
        if (has(2)) {
            int length = readShort() & LENGTH_MASK;
            end = Math.min(end, at + length);
        }
    }
}
