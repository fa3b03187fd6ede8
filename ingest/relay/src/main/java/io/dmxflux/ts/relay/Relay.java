// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * One input on its way to one output or many.
 *
 * <p><b>Ownership:</b> a relay owns its source and sinks, from the opening to {@link #close}.
 * <p><b>Threading:</b> every method from any thread.
 * <p><b>Errors:</b> bad input is an {@link IllegalArgumentException} of one line; what the machine refuses keeps its own.
 */
public sealed interface Relay permits StraightRelay, MultiplexRelay {

    /**
     * Opens the simplest relay, a whole multiplex to one place, sent from the memory it arrived in.
     *
     * @param from the input
     * @param to the output
     * @param notice told what the user should know of the choices made here, a line each
     * @return the relay, the caller's to close
     * @throws IllegalArgumentException if the input or output cannot be what the URI says
     */
    static Relay open(InputUri from, OutputUri to, Consumer<String> notice) {
        return StraightRelay.open(from, to, notice);
    }

    /**
     * Relays, once subscribed to.
     *
     * @return completes when the stream has ended and everything is sent, or the relay is closed; fails if the input
     *     does, or if every output has
     */
    Mono<Void> run();

    /**
     * Returns the ledger.
     *
     * @return where every packet went, up to now
     */
    RelayReport report();

    /**
     * Ends it in order: the input stops, what has arrived is sent, every buffer comes home, the memory is unmapped.
     *
     * @param patience how long to wait for that
     */
    void close(Duration patience);
}
