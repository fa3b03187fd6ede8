// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Receives what an operator of relays should know.
 *
 * <p><b>Threading:</b> called from any thread, event loops included, and from several at once: it must not block.
 */
@FunctionalInterface
public interface RelayListener {

    /**
     * Receives one event.
     *
     * @param event what has happened
     */
    void onEvent(RelayEvent event);

    /**
     * Tells an event. What the listener throws, a failed assertion included, goes to Reactor's onErrorDropped and hurts
     * nothing that is relayed.
     *
     * @param event what has happened
     */
    default void tell(RelayEvent event) {
        try {
            onEvent(event);
        } catch (Throwable thrown) {
            Exceptions.throwIfJvmFatal(thrown);
            Operators.onErrorDropped(thrown, Context.empty());
        }
    }
}
