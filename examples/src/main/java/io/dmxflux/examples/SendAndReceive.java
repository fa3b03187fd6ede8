// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import reactor.core.Disposable;

/** Sends the sample to a group on the loopback interface and receives it: shows that the native code is found. */
public final class SendAndReceive {

    private static final String GROUP = "239.255.78.9";
    private static final int PORT = 42_009;

    private SendAndReceive() {}

    /**
     * Waits until a datagram has come.
     *
     * @param arguments none
     * @throws IOException if a socket cannot be opened
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println(received(Duration.ofSeconds(20)) + " bytes received");
    }

    static int received(Duration patience) throws IOException {
        UdpSource receiver = UdpSource.of(
                UdpSourceConfig.on(GROUP, PORT).networkInterface("lo").build());
        try (UdpMulticastSink sink = UdpMulticastSink.open(
                        UdpSinkConfig.to(GROUP, PORT).networkInterface("lo").build());
                DvbSource sample = DvbSource.open(
                        SimulatedDmxDevice.playing(Playback.ofSample().looped().open()),
                        DmxBufferPoolConfig.forBitrate(38_000_000, Duration.ofMillis(20))
                                .build(),
                        PesFilter.fullTs())) {
            Disposable sending =
                    sink.send(sample.buffers().transform(new AlignPackets())).subscribe();
            try {
                return receiver.buffers()
                        .map(SendAndReceive::bytes)
                        .next()
                        .blockOptional(patience)
                        .orElse(0);
            } finally {
                sending.dispose();
            }
        }
    }

    private static int bytes(ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        buffer.release();
        return bytes;
    }
}
