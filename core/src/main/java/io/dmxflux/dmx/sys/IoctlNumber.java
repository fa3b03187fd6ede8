// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * How Linux packs an ioctl request: direction, size of the argument, type letter and number.
 *
 * <pre>
 *   31 30 29          16 15        8 7          0
 *   | dir |     size    |    type   |    nr     |
 * </pre>
 *
 * <p><b>Source:</b> asm-generic/ioctl.h, as x86-64 and aarch64 use it.
 */
final class IoctlNumber {

    private static final int WRITE = 1;
    private static final int READ = 2;

    private IoctlNumber() {}

    static long io(char type, int number) {
        return pack(0, type, number, 0);
    }

    static long iow(char type, int number, int sizeBytes) {
        return pack(WRITE, type, number, sizeBytes);
    }

    static long iowr(char type, int number, int sizeBytes) {
        return pack(READ | WRITE, type, number, sizeBytes);
    }

    private static long pack(int direction, char type, int number, int sizeBytes) {
        return ((long) direction << 30) | ((long) sizeBytes << 16) | (type << 8) | number;
    }
}
