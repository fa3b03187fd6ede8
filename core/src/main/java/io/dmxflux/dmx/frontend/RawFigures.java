// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The readings of DVBv3, for drivers that have no others. Each driver has a scale of its own and none tells it: they are good
 * for comparing a frontend with itself, and never a percentage or decibels.
 *
 * @param ber {@code FE_READ_BER}
 * @param strength {@code FE_READ_SIGNAL_STRENGTH}, 0..65535
 * @param snr {@code FE_READ_SNR}, 0..65535
 * @param uncorrectedBlocks {@code FE_READ_UNCORRECTED_BLOCKS}
 */
public record RawFigures(OptionalLong ber, OptionalInt strength, OptionalInt snr, OptionalLong uncorrectedBlocks) {

    /** None is known. */
    public static final RawFigures NONE =
            new RawFigures(OptionalLong.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty());
}
