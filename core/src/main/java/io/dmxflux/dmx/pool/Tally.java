// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import java.util.concurrent.atomic.AtomicLong;

/** Buffers counted together with their bytes. Threading: one writer, any reader. */
final class Tally {

    private final AtomicLong buffers = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void add(int bufferBytes) {
        buffers.lazySet(buffers.get() + 1);
        bytes.lazySet(bytes.get() + bufferBytes);
    }

    long buffers() {
        return buffers.get();
    }

    long bytes() {
        return bytes.get();
    }
}
