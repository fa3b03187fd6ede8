// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.DvbSource;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Sends a tuner's whole multiplex to a multicast group, straight from the kernel's buffers. */
public final class RelayToMulticast {

    private RelayToMulticast() {}

    /**
     * Relays adapter 0 until the process is ended.
     *
     * @param arguments the group, the port and the interface
     */
    public static void main(String[] arguments) {
        UdpSinkConfig to = UdpSinkConfig.to(arguments[0], Integer.parseInt(arguments[1]))
                .networkInterface(arguments[2])
                .build();
        relay(DmxSupport.open(new DmxDevicePath(0, 0), IoMode.AUTO), to).block();
    }

    /** Opens the socket and the source when it is subscribed to, and closes both however it ends. */
    static Mono<Void> relay(DmxDevice device, UdpSinkConfig to) {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(38_000_000, Duration.ofMillis(20))
                .build();
        return Mono.using(
                () -> UdpMulticastSink.open(to),
                sink -> Mono.using(
                        () -> DvbSource.open(device, config, PesFilter.fullTs()),
                        source -> sink.send(source.buffers().transform(new AlignPackets())),
                        DvbSource::close),
                UdpMulticastSink::close);
    }
}
