// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitOutput;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.io.IOException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes one service out of a multiplex that comes by multicast, and sends it to a group of its own. */
public final class RelayOneService {

    private RelayOneService() {}

    /**
     * Relays until the process is ended.
     *
     * @param arguments the multiplex's group and port, the service's number or name, its group and port
     * @throws IOException if a socket cannot be opened
     */
    public static void main(String[] arguments) throws IOException {
        Source source = UdpSource.of(
                UdpSourceConfig.on(arguments[0], Integer.parseInt(arguments[1])).build());
        UdpSinkConfig to = UdpSinkConfig.to(arguments[3], Integer.parseInt(arguments[4]))
                .shortDatagrams()
                .build();
        try (Sink sink = UdpMulticastSink.open(to)) {
            relay(source, ServiceSelection.parse(arguments[2]), sink).block();
        }
    }

    static Mono<Void> relay(Source source, ServiceSelection service, Sink sink) {
        // region: service
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .scheduler(Schedulers.single())
                .onEvent(System.err::println)
                .build();
        SplitOutput stream = splitter.addService(SplitOutputConfig.DATAGRAMS, service, ServiceEdit.NONE);
        return Mono.when(
                sink.send(stream.batches()), // batches of datagrams, each at its moment
                splitter.split(source.buffers().transform(new AlignPackets())));
        // endregion
    }
}
