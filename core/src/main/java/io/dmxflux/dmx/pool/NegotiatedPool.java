// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.NegotiatedBuffers;

/**
 * The outcome of one negotiation: what was granted, under which configuration, and a slot for each mapped buffer.
 *
 * @param buffers what was asked and granted
 * @param config what the caller wanted
 * @param slots one for each buffer, by index
 */
record NegotiatedPool(NegotiatedBuffers buffers, DmxBufferPoolConfig config, BufferSlot[] slots) {

    static NegotiatedPool negotiate(DmxBufferPool pool, DmxDevice device, DmxBufferPoolConfig config) {
        NegotiatedBuffers granted = device.requestBuffers(config.bufferCount(), config.bufferSizeBytes());
        if (granted.count() <= config.reserve()) {
            throw new BufferNegotiationException(device.path(), granted, config.reserve());
        }
        return new NegotiatedPool(granted, config, mapAll(pool, device, granted.count()));
    }

    private static BufferSlot[] mapAll(DmxBufferPool pool, DmxDevice device, int count) {
        BufferSlot[] slots = new BufferSlot[count];
        try {
            for (int index = 0; index < count; index++) {
                slots[index] = new BufferSlot(pool, index, device.map(index));
            }
            return slots;
        } catch (RuntimeException e) {
            for (int index = 0; index < count; index++) {
                device.unmap(index);
            }
            throw e;
        }
    }

    int lendable() {
        return buffers.count() - config.reserve();
    }

    /** Takes every mapping back. */
    void unmap(DmxDevice device) {
        for (BufferSlot slot : slots) {
            device.unmap(slot.index());
        }
    }

    /** Takes every slot out of use and every mapping back. */
    void retire(DmxDevice device) {
        for (BufferSlot slot : slots) {
            slot.retire();
        }
        unmap(device);
    }
}
