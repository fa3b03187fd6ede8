// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.frontend.DtvProperty;
import io.dmxflux.dmx.frontend.DtvStatistic;
import io.dmxflux.dmx.frontend.DtvStatistic.Scale;
import io.dmxflux.dmx.frontend.RawFigures;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a driver tells of its signal: drivers differ, and each of these has been met. */
public enum SimulatedStatistics {
    /** Decibels and counters, as they should be. */
    DECIBEL,
    /** As {@link #DECIBEL}, but not available for the first second of a lock. */
    LATE,
    /** Strength and ratio as parts of a full scale, and no counter. */
    RELATIVE,
    /** Decibels, counters that stay 0, and garbage as strength without a lock: the kernel's test driver. */
    ZERO_COUNTERS,
    /** No statistics; the readings of DVBv3 instead. */
    RAW_ONLY,
    /** Nothing at all. */
    NOTHING;

    private static final long STRENGTH_MILLI_DBM = -52_300;
    private static final long CNR_MILLI_DB = 27_500;
    private static final long STRENGTH_RELATIVE = 49_151;
    private static final long CNR_RELATIVE = 32_768;
    private static final long GARBAGE = 1_794_563_201;
    private static final long BITS_A_MILLISECOND = 24_000;
    private static final long WRONG_BEFORE = 2_400;
    private static final long WRONG_AFTER = 24_000_000;
    private static final long BITS_A_BLOCK = 1_504;
    private static final long LATE_MILLIS = 1_000;
    private static final int RAW_STRENGTH = 0xC000;
    private static final int RAW_SNR = 4_096;

    /** Returns the answer to a statistic; a lock of less than 0 ms is none. */
    List<DtvStatistic> of(DtvProperty property, long lockMillis, long brokenBlocks) {
        boolean locked = lockMillis >= 0;
        return switch (this) {
            case NOTHING, RAW_ONLY -> List.of();
            case LATE -> lockMillis < LATE_MILLIS ? unavailable() : good(property, lockMillis, brokenBlocks);
            case RELATIVE -> relative(property, locked);
            case ZERO_COUNTERS -> zero(property, locked);
            case DECIBEL ->
                locked || property == DtvProperty.STAT_SIGNAL_STRENGTH
                        ? good(property, Math.max(0, lockMillis), brokenBlocks)
                        : unavailable();
        };
    }

    private static List<DtvStatistic> good(DtvProperty property, long lockMillis, long brokenBlocks) {
        long bits = lockMillis * BITS_A_MILLISECOND;
        return switch (property) {
            case STAT_SIGNAL_STRENGTH -> one(Scale.DECIBEL, STRENGTH_MILLI_DBM);
            case STAT_CNR -> one(Scale.DECIBEL, CNR_MILLI_DB);
            case STAT_PRE_ERROR_BIT_COUNT -> one(Scale.COUNTER, bits / WRONG_BEFORE);
            case STAT_POST_ERROR_BIT_COUNT -> one(Scale.COUNTER, bits / WRONG_AFTER);
            case STAT_PRE_TOTAL_BIT_COUNT, STAT_POST_TOTAL_BIT_COUNT -> one(Scale.COUNTER, bits);
            case STAT_ERROR_BLOCK_COUNT -> one(Scale.COUNTER, brokenBlocks);
            default -> one(Scale.COUNTER, bits / BITS_A_BLOCK);
        };
    }

    private static List<DtvStatistic> relative(DtvProperty property, boolean locked) {
        return switch (property) {
            case STAT_SIGNAL_STRENGTH -> one(Scale.RELATIVE, STRENGTH_RELATIVE);
            case STAT_CNR -> locked ? one(Scale.RELATIVE, CNR_RELATIVE) : unavailable();
            default -> unavailable();
        };
    }

    private static List<DtvStatistic> zero(DtvProperty property, boolean locked) {
        return switch (property) {
            case STAT_SIGNAL_STRENGTH -> one(Scale.DECIBEL, locked ? STRENGTH_MILLI_DBM : GARBAGE);
            case STAT_CNR -> locked ? one(Scale.DECIBEL, CNR_MILLI_DB) : unavailable();
            default -> one(Scale.COUNTER, 0);
        };
    }

    private static List<DtvStatistic> unavailable() {
        return one(Scale.NOT_AVAILABLE, 0);
    }

    private static List<DtvStatistic> one(Scale scale, long value) {
        return List.of(new DtvStatistic(scale, value));
    }

    RawFigures raw(boolean locked) {
        return this == NOTHING
                ? RawFigures.NONE
                : new RawFigures(
                        OptionalLong.of(0),
                        OptionalInt.of(locked ? RAW_STRENGTH : 0),
                        OptionalInt.of(locked ? RAW_SNR : 0),
                        OptionalLong.of(0));
    }
}
