// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Datagrams of a host, or to one, that is known by its name: {@code udp://10.0.0.1@lobby.example:5004}. It is looked up
 * when the input is opened, and again while it is open: what has moved fails, to be opened again.
 *
 * @param uri as the user wrote it
 * @param shape the same with addresses that stand for names
 */
record NamedInput(StreamUri uri, InputUri.Network shape) implements InputUri {

    static NamedInput of(StreamUri uri) {
        return new NamedInput(uri, InputUri.Network.of(uri.shape(true)));
    }

    /**
     * Opens it where its host is now.
     *
     * @throws UncheckedIOException with an {@link UnknownHostException}, if the name does not resolve
     */
    @Override
    public Source open(StreamListener listener) {
        try {
            StreamUri place = uri.resolved(HostLookup.system(), null);
            UdpSource source = InputUri.Network.of(place).open(listener);
            return new NamedSource(uri, place, source, source::fail);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public List<String> hosts() {
        return uri.names();
    }

    @Override
    public Optional<String> missing() {
        try {
            return InputUri.Network.of(uri.resolved(HostLookup.system(), null)).missing();
        } catch (UnknownHostException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    public Optional<UdpSourceConfig> received(int port) {
        if (shape.received(port).isEmpty()) {
            return Optional.empty();
        }
        try {
            return InputUri.Network.of(uri.resolved(HostLookup.system(), null)).received(port);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isPassing(Throwable failure) {
        return failure instanceof NamedSource.MovedException
                || failure.getCause() instanceof UnknownHostException
                || shape.isPassing(failure);
    }

    @Override
    public String name() {
        return uri.shown();
    }

    @Override
    public Duration bufferTime() {
        return shape.bufferTime();
    }
}
