// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.sink.HostSink;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams to a host that is known by its name: {@code udp://player.example:5004}. It is looked up while the output is
 * open, and the stream goes to where it is.
 *
 * @param uri as the user wrote it
 * @param shape the same with addresses that stand for names
 */
record NamedOutput(StreamUri uri, NetworkOutput shape) implements OutputUri {

    static NamedOutput of(StreamUri uri) {
        return new NamedOutput(uri, NetworkOutput.of(uri.shape(false)));
    }

    private StreamUri resolved(@Nullable StreamUri before) throws UnknownHostException {
        return uri.resolved(HostLookup.system(), before);
    }

    /** What is sent as fast as it is taken would be over before a name resolves. */
    @Override
    public void refuseImpossible(Delivery delivery) {
        if (delivery.isSoonOver()) {
            refuseUnknown();
        }
    }

    @Override
    public Sink open(Delivery delivery, StreamListener listener) {
        refuseImpossible(delivery);
        return HostSink.open(
                new Place(this, delivery),
                new StreamListener.OfNetwork(listener, shape.config().destination()));
    }

    private void refuseUnknown() {
        try {
            resolved(null);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(this + ": " + e.getMessage() + " (expected: a host that does)", e);
        }
    }

    private record Place(NamedOutput named, Delivery delivery) implements HostSink.Host<StreamUri> {

        @Override
        public StreamUri find(@Nullable StreamUri before) throws UnknownHostException {
            return named.resolved(before);
        }

        @Override
        public Sink open(StreamUri place, NetworkFollower.Listener listener) throws IOException {
            return NetworkOutput.of(place).open(delivery, listener);
        }

        @Override
        public String toString() {
            return named.toString();
        }
    }

    @Override
    public List<String> hosts() {
        return uri.names();
    }

    @Override
    public Optional<String> missing() {
        try {
            return NetworkOutput.of(resolved(null)).missing();
        } catch (UnknownHostException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    public Optional<NetworkOutput> network() {
        try {
            return Optional.of(NetworkOutput.of(resolved(null)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public SplitOutputConfig cutOfMultiplex() {
        return shape.cutOfMultiplex();
    }

    @Override
    public SplitOutputConfig cutOfService() {
        return shape.cutOfService();
    }

    @Override
    public Object place() {
        return uri.shown();
    }

    @Override
    public boolean meets(OutputUri other) {
        return other instanceof NamedOutput named
                && uri.shown().equals(named.uri.shown())
                && !(shape.shared() && named.shape.shared());
    }

    @Override
    public void refuseUnfit(InputUri from, boolean isService) {
        shape.refuseUnfit(from, isService);
    }

    @Override
    public void refuseIfInput(InputUri from) {
        if (from.name().equals(uri.shown()) || isNowInput(from)) {
            throw new IllegalArgumentException(uri.shown() + ": is the input as well (expected: another host or port)");
        }
    }

    /** No name is looked up for another port. */
    private boolean isNowInput(InputUri from) {
        return from.received(shape.config().destination().getPort()).isPresent()
                && network().filter(now -> now.isInput(from)).isPresent();
    }

    @Override
    public String toString() {
        return uri.shown();
    }
}
