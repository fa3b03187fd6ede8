// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples.modular;

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
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;

/** Sends the sample to a multicast group of the loopback interface and receives it: all the native code there is. */
public final class SendAndReceive {

    private static final String GROUP = "239.255.78.9";
    private static final int PORT = 42_009;

    private SendAndReceive() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        UdpSource receiver = UdpSource.of(
                UdpSourceConfig.on(GROUP, PORT).networkInterface("lo").build());
        Disposable receiving = receiver.buffers().subscribe(buffer -> {
            buffer.release();
            arrived.countDown();
        });
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(38_000_000, Duration.ofMillis(20));
        try (UdpMulticastSink sink = UdpMulticastSink.open(
                        UdpSinkConfig.to(GROUP, PORT).networkInterface("lo").build());
                DvbSource source = DvbSource.open(
                        SimulatedDmxDevice.playing(Playback.ofSample().looped().open()), config, PesFilter.fullTs())) {
            Disposable sending =
                    sink.send(source.buffers().transform(new AlignPackets())).subscribe();
            System.out.println(arrived.await(20, TimeUnit.SECONDS) ? "received" : "nothing came");
            sending.dispose();
        }
        receiving.dispose();
    }
}
