// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.Tuning;
import java.time.Duration;

/** What happens in a scan, in order. */
public sealed interface ScanEvent {

    /**
     * Returns the carrier that it is about.
     *
     * @return where the frontend is tuned to
     */
    Tuning tuning();

    /**
     * A carrier is tried.
     *
     * @param tuning where to
     * @param done how many were tried before
     * @param waiting how many are known that come after it
     * @param left how long these and it may take, by those that were tried
     */
    record Trying(Tuning tuning, int done, int waiting, Duration left) implements ScanEvent {}

    /**
     * There was no lock in time.
     *
     * @param tuning where to
     */
    record NoLock(Tuning tuning) implements ScanEvent {}

    /**
     * There was a lock, and no PAT in time.
     *
     * @param tuning where to
     */
    record NoTables(Tuning tuning) implements ScanEvent {}

    /**
     * The frontend cannot receive it, and was not tuned.
     *
     * @param tuning where to
     * @param reason one line with value and limit
     */
    record Refused(Tuning tuning, String reason) implements ScanEvent {}

    /**
     * A multiplex is found.
     *
     * @param multiplex what is in it
     */
    record Found(ScannedMultiplex multiplex) implements ScanEvent {
        @Override
        public Tuning tuning() {
            return multiplex.tuning();
        }
    }

    /**
     * A multiplex that was found before comes on another carrier as well.
     *
     * @param multiplex what is in it
     */
    record FoundAgain(ScannedMultiplex multiplex) implements ScanEvent {
        @Override
        public Tuning tuning() {
            return multiplex.tuning();
        }
    }
}
