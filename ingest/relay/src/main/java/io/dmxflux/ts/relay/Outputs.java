// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Opens what an {@link OutputUri} names. */
final class Outputs {

    /** A megabyte, asked for by halves: the thread that reads is woken once for eight buffers. */
    private static final int BUFFERS_OF_BULK = 16;

    private Outputs() {}

    static Sink open(OutputUri uri, Consumer<String> notice) {
        return open(uri, notice, UnaryOperator.identity());
    }

    /** Opens a sink for a source that waits for nothing but the sink. */
    static Sink openForBulk(OutputUri uri, Consumer<String> notice) {
        return open(uri, notice, config -> config.withBuffersInFlight(BUFFERS_OF_BULK));
    }

    /** Opens a sink that spreads a whole multiplex over the time that its buffers take to arrive. */
    static Sink openPaced(OutputUri uri, Consumer<String> notice) {
        return open(
                uri,
                notice,
                config -> uri instanceof OutputUri.Network network
                        ? config.withPace(network.burstOfMultiplex())
                        : config);
    }

    /** Opens a sink for buffers that are cut into datagrams already, some of them short. */
    static Sink openForBatches(OutputUri uri, Consumer<String> notice) {
        return open(uri, notice, UdpSinkConfig::withShortDatagrams);
    }

    private static Sink open(OutputUri uri, Consumer<String> notice, UnaryOperator<UdpSinkConfig> change) {
        try {
            if (uri instanceof OutputUri.Network network) {
                return UdpMulticastSink.open(
                        change.apply(routed(network, notice).config()));
            }
            FileSink file = FileSink.to(((OutputUri.File) uri).path());
            file.check();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static OutputUri.Network routed(OutputUri.Network network, Consumer<String> notice) {
        UdpSinkConfig config = network.config();
        if (!config.isMulticast() || config.networkInterface() != null || config.sourceAddress() != null) {
            return network;
        }
        return GroupRoute.withoutOne(config.destination().getAddress(), notice)
                .map(network::by)
                .orElse(network);
    }
}
