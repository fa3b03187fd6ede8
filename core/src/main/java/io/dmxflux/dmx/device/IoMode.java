// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/** How filled buffers are read from the kernel. */
public enum IoMode {
    /** Memory-mapped where the kernel can, else read(). */
    AUTO,
    /** Memory-mapped: kernels with CONFIG_DVB_MMAP. */
    MMAP,
    /** read(): every kernel. */
    READ
}
