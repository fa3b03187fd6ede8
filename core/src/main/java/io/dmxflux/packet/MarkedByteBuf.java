// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/**
 * A buffer with something that travels with it. Netty's derived buffers cannot be extended from outside; a composite can.
 *
 * <p><b>Ownership:</b> takes the buffer over; its last release is that of the buffer.
 */
abstract class MarkedByteBuf extends CompositeByteBuf {

    private final ByteBuf marked;

    MarkedByteBuf(ByteBuf buffer) {
        super(ByteBufAllocator.DEFAULT, buffer.isDirect(), 1);
        this.marked = buffer;
        addComponent(true, buffer);
    }

    /** Leads to the lent buffer below, whose origin a reader may ask for. */
    @Override
    public ByteBuf unwrap() {
        return marked;
    }

    /** As the one buffer in it is, which a sender can then send by its address. */
    @Override
    public boolean isContiguous() {
        return numComponents() == 1 && marked.isContiguous();
    }
}
