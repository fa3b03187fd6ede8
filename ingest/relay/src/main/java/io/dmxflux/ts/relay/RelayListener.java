// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

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
}
