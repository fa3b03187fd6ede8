// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;

/** Where the bytes of a run lie, for calls that take addresses. */
final class RunMemory {

    private RunMemory() {}

    /** Tells whether they lie in one piece that the kernel can read. */
    static boolean hasAddress(ByteBuf run) {
        return run.isContiguous() && run.isDirect();
    }

    /** Returns where the first readable one lies. */
    static long address(ByteBuf run) {
        return run.hasMemoryAddress()
                ? run.memoryAddress() + run.readerIndex()
                : addressOf(run.internalNioBuffer(run.readerIndex(), run.readableBytes()));
    }

    private static long addressOf(ByteBuffer bytes) {
        return Buffer.memoryAddress(bytes) + bytes.position();
    }
}
