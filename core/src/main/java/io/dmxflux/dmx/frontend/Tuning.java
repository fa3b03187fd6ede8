// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * Where and how to receive one carrier: immutable, in SI units, hertz and symbols per second. What is {@code AUTO} or left out
 * the demodulator finds.
 *
 * <p><b>Source:</b> the properties for each system are those that libdvbv5 sends.
 */
public sealed interface Tuning permits TerrestrialTuning, CableTuning, SatelliteTuning, AtscTuning, IsdbTuning {

    /**
     * Returns the standard of transmission.
     *
     * @return the system
     */
    DeliverySystem system();

    /**
     * Returns the frequency on air or in the cable; that of a satellite as it is transmitted, not behind the LNB.
     *
     * @return the centre of the carrier, Hz
     */
    long frequencyHz();

    /**
     * Returns the frequency that the tuner is set to.
     *
     * @return Hz; behind the LNB for a satellite
     */
    default long tunerHz() {
        return frequencyHz();
    }

    /**
     * Returns what a driver is told, every property of the system: what a previous tuning left must not show through.
     *
     * @return settings, in order; {@link DtvProperty#TUNE} comes after them
     */
    List<DtvSetting> settings();

    /**
     * Returns the list that tunes.
     *
     * @return the settings, and {@link DtvProperty#TUNE}
     */
    default List<DtvSetting> request() {
        List<DtvSetting> request = new ArrayList<>(settings());
        request.add(new DtvSetting(DtvProperty.TUNE, 0));
        return request;
    }

    /**
     * Checks it against what a frontend can do.
     *
     * @param info the frontend
     * @throws IllegalArgumentException in one line with the value, the limit and the adapter
     */
    default void check(FrontendInfo info) {
        Check.argument(
                info.systems().contains(system()),
                "system",
                system(),
                info.systems() + ", which " + info.path() + " (" + info.name() + ") receives");
        TuningLimits.check("frequency", tunerHz(), info.minFrequencyHz(), info.maxFrequencyHz(), "Hz", info);
    }
}
