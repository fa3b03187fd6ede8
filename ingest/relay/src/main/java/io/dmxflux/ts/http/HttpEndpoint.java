// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private Optional<HttpAddress> address = Optional.empty();
    private List<HttpArea> areas = List.of();
    private @Nullable HttpListener server;

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
     * Serves at an address from now on.
     *
     * @param next where; empty for nowhere
     * @throws RefusedServerException in one line, if it cannot have the address; the one before is in force then
     */
    public synchronized void move(Optional<HttpAddress> next) {
        if (next.equals(address)) {
            return;
        }
        if (next.isEmpty()) {
            stop();
            told.accept(key + ": not served any more");
        } else if (address.isPresent() && address.get().port() == next.get().port()) {
            replace(address.get(), next.get());
        } else { // the one before goes on if this one cannot be had
            HttpListener opened = open(next.get());
            stop();
            begin(next.get(), opened);
        }
        address = next;
    }

    /** The one before has the port, perhaps at all addresses, and has to end first. */
    private void replace(HttpAddress before, HttpAddress next) {
        stop();
        try {
            begin(next, open(next));
        } catch (RuntimeException e) {
            server = open(before);
            throw e;
        }
    }

    private HttpListener open(HttpAddress where) {
        if (areas.isEmpty()) {
            areas = opening.get();
        }
        return HttpListener.open(key, where, areas);
    }

    private void begin(HttpAddress where, HttpListener opened) {
        server = opened;
        told.accept(key + ": http://" + new HttpAddress(where.host(), opened.port()) + key.path());
    }

    private void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /**
     * Returns where it serves.
     *
     * @return empty for nowhere
     */
    public synchronized Optional<HttpAddress> address() {
        return address;
    }

    @Override
    public synchronized void close() {
        stop();
        address = Optional.empty();
    }
}
