// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Opens each thing that needs Netty's transport, and prints what comes of it: a program for {@link ModulePathTest}. */
public final class OpenEach {

    private OpenEach() {}

    public static void main(String[] arguments) {
        UdpSourceConfig from = UdpSourceConfig.on("239.255.78.9", 42_009).build();
        tell(() -> UdpSource.of(from));
        tell(() ->
                UdpMulticastSink.open(UdpSinkConfig.to("239.255.78.9", 42_009).build()));
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(38_000_000, Duration.ofMillis(20))
                .build();
        SimulatedDmxDevice device =
                SimulatedDmxDevice.playing(Playback.ofSample().open());
        tell(() -> DvbSource.open(device, config, PesFilter.fullTs()));
        System.out.println(device.isClosed() ? "the device is closed" : "the device is open");
    }

    private static void tell(Callable<?> opening) {
        try {
            System.out.println(opening.call());
        } catch (Throwable e) {
            System.out.println(e);
        }
    }
}
