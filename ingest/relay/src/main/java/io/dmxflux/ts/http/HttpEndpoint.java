// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * One server of this process, which a changed configuration may move, begin or end.
 *
 * <p><b>Ownership:</b> owns the server, until {@link #close}, not what it serves.
 * <p><b>Threading:</b> every method from any thread but an event loop's.
 */
public final class HttpEndpoint implements AutoCloseable {

    private final HttpKey key;
    private final Supplier<List<HttpArea>> opening;
    private final Consumer<String> told;
    private Optional<Place> place = Optional.empty();
    private List<HttpArea> areas = List.of();
    private @Nullable HttpListener server;

    /** Where, and with which policy. */
    private record Place(HttpAddress address, HttpPolicy policy) {

        /** Tells whether it takes another socket. */
        boolean isAs(Place other) {
            return address.equals(other.address) && policy.isEncrypted() == other.policy.isEncrypted();
        }
    }

    /**
     * An endpoint that is not open yet.
     *
     * @param key what it is for
     * @param opening returns what it serves, at least one area; asked once, when there is first an address
     * @param told receives a line with each new address, and when there is none any more
     */
    public HttpEndpoint(HttpKey key, Supplier<List<HttpArea>> opening, Consumer<String> told) {
        this.key = key;
        this.opening = opening;
        this.told = told;
    }

    /**
     * Tells what settings cannot be put into force for, but for the port.
     *
     * @param key which server, that they ask for
     * @param settings any
     * @throws RefusedServerException in one line
     */
    public static void check(HttpKey key, HttpSettings settings) {
        HttpPolicy.of(key, settings);
    }

    /**
     * Serves as asked from now on. The files that settings name are read again.
     *
     * @param next which address, if any, and who may ask
     * @throws RefusedServerException in one line, if it cannot be; all is as before then
     */
    public synchronized void move(HttpSettings next) {
        Optional<Place> wanted = next.address(key).map(address -> new Place(address, HttpPolicy.of(key, next)));
        if (wanted.isEmpty()) {
            if (place.isPresent()) {
                stop();
                told.accept(key + ": not served any more");
            }
        } else if (server != null && place.filter(wanted.get()::isAs).isPresent()) {
            server.use(wanted.get().policy());
        } else if (place.filter(before ->
                        before.address().port() == wanted.get().address().port())
                .isPresent()) {
            replace(place.get(), wanted.get());
        } else { // the one before goes on if this one cannot be had
            HttpListener opened = open(wanted.get());
            stop();
            begin(wanted.get(), opened);
        }
        place = wanted;
    }

    /** The one before has the port, perhaps at all addresses, and has to leave it first. */
    private void replace(Place before, Place next) {
        stop();
        try {
            begin(next, open(next));
        } catch (RuntimeException e) {
            server = open(before);
            throw e;
        }
    }

    private HttpListener open(Place where) {
        if (areas.isEmpty()) {
            areas = opening.get();
        }
        return HttpListener.open(key, where.address(), where.policy(), areas);
    }

    private void begin(Place where, HttpListener opened) {
        server = opened;
        String scheme = where.policy().isEncrypted() ? "https" : "http";
        told.accept(
                key + ": " + scheme + "://" + new HttpAddress(where.address().host(), opened.port()) + key.path());
    }

    /** It may be one of its own requests that has it stopped: that is answered. */
    private void stop() {
        HttpListener stopped = server;
        if (stopped != null) {
            stopped.unbind();
            Schedulers.boundedElastic().schedule(stopped::close);
            server = null;
        }
    }

    /**
     * Returns where it serves.
     *
     * @return empty for nowhere
     */
    public synchronized Optional<HttpAddress> address() {
        return place.map(Place::address);
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
        place = Optional.empty();
    }
}
