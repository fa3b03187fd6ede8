// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.walk;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.DvbSource;
import java.io.IOException;

/** The relay of a whole multiplex, as the application makes it, until somebody ends the process. */
final class WalkedRelay {

    private WalkedRelay() {}

    /** Relays the sample to a port of this machine at which nobody listens. */
    public static void main(String[] arguments) throws IOException {
        SimulatedDmxDevice device =
                SimulatedDmxDevice.playing(Playback.ofSample().looped().open());
        DmxBufferPoolConfig config =
                DmxBufferPoolConfig.builder().bufferSizeBytes(28 * 188).build();
        UdpSinkConfig to = UdpSinkConfig.to("127.0.0.1", 9).pacedBurst(7).build();
        try (UdpMulticastSink sink = UdpMulticastSink.open(to);
                DvbSource source = DvbSource.open(device, config, PesFilter.fullTs())) {
            sink.send(source.buffers()
                            .transform(new Stoppable())
                            .transform(new AlignPackets())
                            .transform(new CheckContinuity()))
                    .block();
        }
    }
}
