// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.Tuning;
import java.util.List;
import java.util.Optional;

/**
 * A carrier that a scan has tried: what another scan has to know to go on behind it.
 *
 * @param tuning where to
 * @param locked whether there was a lock
 * @param multiplex what came on it; empty if no tables came, or none that tells its network
 * @param named the carriers that its network names
 */
public record TriedCarrier(Tuning tuning, boolean locked, Optional<MultiplexId> multiplex, List<NamedCarrier> named) {

    /** Keeps a copy of the list. */
    public TriedCarrier {
        named = List.copyOf(named);
    }

    /**
     * Returns the carrier that an event ends.
     *
     * @param event of a scan
     * @return the carrier; empty if it is only begun, or was refused without being tried
     */
    public static Optional<TriedCarrier> of(ScanEvent event) {
        if (event instanceof ScanEvent.Found found) {
            return Optional.of(of(found.multiplex()));
        }
        if (event instanceof ScanEvent.FoundAgain again) {
            return Optional.of(of(again.multiplex()));
        }
        boolean isEnd = event instanceof ScanEvent.NoLock || event instanceof ScanEvent.NoTables;
        return isEnd
                ? Optional.of(new TriedCarrier(
                        event.tuning(), event instanceof ScanEvent.NoTables, Optional.empty(), List.of()))
                : Optional.empty();
    }

    private static TriedCarrier of(ScannedMultiplex found) {
        return new TriedCarrier(found.tuning(), true, found.id(), found.named());
    }
}
