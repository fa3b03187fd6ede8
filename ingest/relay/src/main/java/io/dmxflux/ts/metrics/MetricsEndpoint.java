// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.ts.relay.Relays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the metrics of this process are told, which a changed configuration may move, begin or end.
 *
 * <p><b>Ownership:</b> owns the meters and the server, until {@link #close}. Without an address there is neither.
 * <p><b>Threading:</b> every method from any thread but an event loop's.
 */
public final class MetricsEndpoint implements AutoCloseable {

    private final Relays relays;
    private final Consumer<String> told;
    private Optional<MetricsAddress> address = Optional.empty();
    private @Nullable RelayMetrics metrics;
    private @Nullable MetricsServer server;

    /**
     * An endpoint that is not open yet.
     *
     * @param relays what is told of
     * @param told receives a line with each new address, and when there is none any more
     */
    public MetricsEndpoint(Relays relays, Consumer<String> told) {
        this.relays = relays;
        this.told = told;
    }

    /**
     * Tells metrics at an address from now on.
     *
     * @param next where; empty for nowhere
     * @throws IllegalStateException in one line, if it cannot have the address; the one before is in force then
     */
    public synchronized void move(Optional<MetricsAddress> next) {
        if (next.equals(address)) {
            return;
        }
        if (next.isEmpty()) {
            stop();
            told.accept("metrics: not told any more");
        } else if (address.isPresent() && address.get().port() == next.get().port()) {
            replace(address.get(), next.get());
        } else { // the one before goes on if this one cannot be had
            MetricsServer opened = open(next.get());
            stop();
            begin(next.get(), opened);
        }
        address = next;
    }

    /** The one before has the port, perhaps at all addresses, and has to end first. */
    private void replace(MetricsAddress before, MetricsAddress next) {
        stop();
        try {
            begin(next, open(next));
        } catch (RuntimeException e) {
            server = open(before);
            throw e;
        }
    }

    private MetricsServer open(MetricsAddress where) {
        RelayMetrics meters = metrics == null ? new RelayMetrics(relays) : metrics;
        metrics = meters;
        return MetricsServer.open(where, meters);
    }

    private void begin(MetricsAddress where, MetricsServer opened) {
        server = opened;
        told.accept("metrics: http://" + new MetricsAddress(where.host(), opened.port()) + "/metrics");
    }

    private void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /**
     * Returns where metrics are told.
     *
     * @return empty for nowhere
     */
    public synchronized Optional<MetricsAddress> address() {
        return address;
    }

    @Override
    public synchronized void close() {
        stop();
        if (metrics != null) {
            metrics.close();
            metrics = null;
        }
        address = Optional.empty();
    }
}
