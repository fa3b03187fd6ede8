// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is between a satellite and the tuner: the LNB, and the switches in the cable. */
public interface Dish {

    /**
     * Returns the frequency behind the LNB.
     *
     * @param frequencyHz as it is transmitted
     * @param polarization as it is transmitted
     * @return what the tuner is set to, Hz
     */
    long tunerHz(long frequencyHz, Polarization polarization);

    /**
     * Tells whether other tuners may speak on the same cable: one at a time does then.
     *
     * @return true with a user band of Unicable
     */
    default boolean sharesCable() {
        return false;
    }

    /**
     * Returns what the equipment is told before the frontend is tuned.
     *
     * @param tuning where to
     * @param inForce the tuning whose steps were taken last and still hold; {@code null} after the device was opened or reset,
     *     and after a failure to lock: all steps are then taken
     * @return steps in order; none if all of them are in force
     */
    List<SecStep> steps(SatelliteTuning tuning, @Nullable SatelliteTuning inForce);
}
