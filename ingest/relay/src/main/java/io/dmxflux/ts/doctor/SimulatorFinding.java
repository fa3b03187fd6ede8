// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Runs one buffer of the bundled sample through the simulated driver, the pool and the Flux. */
final class SimulatorFinding {

    private static final long BITRATE = 2_500_000;
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private SimulatorFinding() {}

    static Finding find() {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(BITRATE, LATENCY)
                .overload(OverloadPolicy.HOLD)
                .build();
        SimulatedDmxDevice device =
                SimulatedDmxDevice.playing(Playback.ofSample().unpaced().open());
        try (DmxBufferPool pool = DmxBufferPool.negotiate(device, config)) {
            DmxFlux.of(pool, PesFilter.fullTs()).doOnNext(ByteBuf::release).blockFirst(PATIENCE);
            return Finding.works("sim", "the simulated driver plays the bundled sample.");
        } catch (RuntimeException e) {
            return Finding.fails(
                    "sim", "native memory cannot be allocated: " + e.getMessage() + ".", "Check the JVM's limits.");
        }
    }
}
