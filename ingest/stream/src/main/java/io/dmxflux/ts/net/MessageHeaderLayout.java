// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;

/**
 * Where the fields of {@code struct msghdr} and of the {@code struct iovec} that it points to lie.
 *
 * <pre>
 *   msghdr, 56 bytes:   0 name* | 8 namelen | 16 iov* | 24 iovlen | 32 control* | 40 controllen | 48 flags
 *   iovec, 16 bytes:    0 base* | 8 length                                     one for each part
 * </pre>
 *
 * <p><b>Source:</b> linux/socket.h, linux/uio.h.
 */
final class MessageHeaderLayout {

    static final int LENGTH = 56;
    static final int NAME = 0;
    static final int NAME_LENGTH = 8;
    static final int PARTS = 16;
    static final int PART_COUNT = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;

    static final int PART_BYTES = 16;

    /** The flag of a call that is not to wait. */
    static final int MSG_DONTWAIT = 0x40;

    private MessageHeaderLayout() {}

    static void putPart(StructMemory memory, int offset, long address, long lengthBytes) {
        memory.putLong(offset, address);
        memory.putLong(offset + Long.BYTES, lengthBytes);
    }
}
