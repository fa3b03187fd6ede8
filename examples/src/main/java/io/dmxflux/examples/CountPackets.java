// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Counts the packets that a tuner delivers in ten buffers: the shortest use of the library. */
public final class CountPackets {

    private static final int PACKET_BYTES = 188;

    private CountPackets() {}

    /**
     * Counts on adapter 0.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println(count(DmxSupport.open(new DmxDevicePath(0, 0), IoMode.AUTO)) + " packets");
    }

    static long count(DmxDevice device) {
        // region: count
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(38_000_000, Duration.ofMillis(20))
                .build();
        try (DmxBufferPool pool = DmxBufferPool.negotiate(device, config)) {
            return DmxFlux.of(pool, PesFilter.fullTs())
                    .take(10)
                    .map(CountPackets::packets)
                    .reduce(0L, Long::sum)
                    .blockOptional()
                    .orElse(0L);
        }
        // endregion
    }

    // region: release
    private static long packets(ByteBuf buffer) {
        long packets = buffer.readableBytes() / PACKET_BYTES;
        buffer.release(); // back to the kernel
        return packets;
    }
    // endregion
}
