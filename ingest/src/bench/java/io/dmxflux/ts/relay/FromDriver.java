// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.ts.plan.Delivery;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.StreamListener;
import io.dmxflux.ts.source.DvbSource;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What {@code dmxflux relay dvb:0 udp://GROUP:PORT} does, unpaced, with a driver that plays a feed of ours. */
final class FromDriver {

    /** As for a multiplex of 38 Mbit/s. */
    static final DmxBufferPoolConfig BUFFERS = DmxBufferPoolConfig.forBitrate(
                    InputUri.DEFAULT_BITRATE, InputUri.DEFAULT_LATENCY)
            .build();

    private FromDriver() {}

    static Mono<Void> relay(StreamFeed feed, String group, Function<Flux<ByteBuf>, Flux<ByteBuf>> watch) {
        DvbSource source = DvbSource.open(SimulatedDmxDevice.playing(feed), BUFFERS, PesFilter.fullTs());
        OutputUri output = OutputUri.parse("udp://" + group);
        CheckedInput input = new CheckedInput(RelayPlan.whole(InputUri.parse("dvb:0"), output), source, event -> {});
        return output.open(Delivery.AS_RECEIVED, new StreamListener() {})
                .send(input.packets().transform(watch));
    }
}
