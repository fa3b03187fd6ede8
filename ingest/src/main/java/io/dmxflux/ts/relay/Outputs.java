// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.util.function.Consumer;

/** Opens what an {@link OutputUri} names. */
final class Outputs {

    private Outputs() {}

    static Sink open(OutputUri uri, Consumer<String> notice) {
        try {
            if (uri instanceof OutputUri.Network network) {
                return UdpMulticastSink.open(routed(network, notice).config());
            }
            FileSink file = FileSink.to(((OutputUri.File) uri).path());
            file.check();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** On a machine without a route for the group, such as a container, the loopback interface is the way that works. */
    private static OutputUri.Network routed(OutputUri.Network network, Consumer<String> notice) {
        UdpSinkConfig config = network.config();
        if (!config.isMulticast() || config.networkInterface() != null || config.sourceAddress() != null) {
            return network;
        }
        MulticastRoute route = MulticastRoute.probe(config.destination().getAddress(), null);
        if (route.exists()) {
            return network;
        }
        NetworkInterface loopback = Interfaces.loopback();
        notice.accept(route + "; using the loopback interface " + loopback.getName() + ", name another with ?iface=");
        return network.by(loopback);
    }
}
