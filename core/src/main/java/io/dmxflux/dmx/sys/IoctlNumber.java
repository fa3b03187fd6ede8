// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * How Linux packs the number of a request.
 *
 * <pre>
 *   31 30 29          16 15        8 7          0
 *   | dir |     size    |    type   |    nr     |      dir: 1 the driver reads, 2 it writes
 * </pre>
 *
 * <p><b>Source:</b> asm-generic/ioctl.h, as x86-64 and aarch64 use it.
 */
final class IoctlNumber {

    private IoctlNumber() {}

    /** Packs {@code _IO}: no argument, or one by value. */
    static long io(char type, int number) {
        return pack(0, type, number, 0);
    }

    /** Packs {@code _IOW}: the driver reads the argument. */
    static long iow(char type, int number, int sizeBytes) {
        return pack(1, type, number, sizeBytes);
    }

    /** Packs {@code _IOR}: the driver writes the argument. */
    static long ior(char type, int number, int sizeBytes) {
        return pack(2, type, number, sizeBytes);
    }

    /** Packs {@code _IOWR}: the driver reads the argument and writes it. */
    static long iowr(char type, int number, int sizeBytes) {
        return pack(1 | 2, type, number, sizeBytes);
    }

    private static long pack(int direction, char type, int number, int sizeBytes) {
        return ((long) direction << 30) | ((long) sizeBytes << 16) | (type << 8) | number;
    }
}
