// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The figures of a signal at one time. What the driver does not tell is empty, never a zero; each is decided at every
 * reading, as drivers have none at first.
 *
 * <p>Ratios and blocks are of the time since the reading before: a first reading after tuning has none.
 *
 * @param signalDbm strength, dBm; drivers may tell nonsense while there is no lock
 * @param signalRelative strength as a part of the driver's full scale, 0..1, where it tells no dBm
 * @param cnrDb carrier to noise ratio, dB
 * @param cnrRelative carrier to noise ratio as a part of the driver's full scale, 0..1, where it tells no dB
 * @param preBer bit error ratio before the inner code
 * @param postBer bit error ratio after the inner code
 * @param blockErrors blocks that could not be corrected: packets are broken
 * @param totalBlocks blocks received
 * @param raw the readings of DVBv3, where the driver has none of these
 */
public record SignalFigures(
        OptionalDouble signalDbm,
        OptionalDouble signalRelative,
        OptionalDouble cnrDb,
        OptionalDouble cnrRelative,
        OptionalDouble preBer,
        OptionalDouble postBer,
        OptionalLong blockErrors,
        OptionalLong totalBlocks,
        RawFigures raw) {

    /** None is known. */
    public static final SignalFigures NONE = new SignalFigures(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            RawFigures.NONE);

    /**
     * Returns the same with readings of DVBv3.
     *
     * @param readings the readings
     * @return figures
     */
    SignalFigures withRaw(RawFigures readings) {
        return new SignalFigures(
                signalDbm, signalRelative, cnrDb, cnrRelative, preBer, postBer, blockErrors, totalBlocks, readings);
    }
}
