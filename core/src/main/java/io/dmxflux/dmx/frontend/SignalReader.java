// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static io.dmxflux.dmx.frontend.DtvProperty.STAT_CNR;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_ERROR_BLOCK_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_POST_ERROR_BIT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_POST_TOTAL_BIT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_PRE_ERROR_BIT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_PRE_TOTAL_BIT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_SIGNAL_STRENGTH;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_TOTAL_BLOCK_COUNT;

import io.dmxflux.dmx.frontend.DtvStatistic.Scale;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes figures of the driver's statistics. Only the counts of the reading before are kept: whether a driver has a figure, in
 * which unit, or has none but those of DVBv3, is decided at each reading.
 */
final class SignalReader {

    private static final List<DtvProperty> STATISTICS = List.of(
            STAT_SIGNAL_STRENGTH,
            STAT_CNR,
            STAT_PRE_ERROR_BIT_COUNT,
            STAT_PRE_TOTAL_BIT_COUNT,
            STAT_POST_ERROR_BIT_COUNT,
            STAT_POST_TOTAL_BIT_COUNT,
            STAT_ERROR_BLOCK_COUNT,
            STAT_TOTAL_BLOCK_COUNT);

    private static final double STEPS_PER_DB = 1_000;
    private static final double FULL_SCALE = 65_535;

    private Map<DtvProperty, Long> before = Map.of();

    /** Forgets the counts: the driver's start again from 0 when it is tuned. */
    void reset() {
        before = Map.of();
    }

    /** Reads the figures; none if the driver cannot tell them now. */
    SignalFigures read(FrontendDevice device) {
        List<DtvReading> readings = told(() -> device.get(STATISTICS), List.of());
        boolean old = readings.stream().allMatch(reading -> reading.statistics().isEmpty());
        return old ? onlyRaw(told(device::raw, RawFigures.NONE)) : figures(readings);
    }

    /** Asks a driver, which may have several reasons not to tell now. */
    private static <T> T told(Supplier<T> answer, T otherwise) {
        try {
            return answer.get();
        } catch (ErrnoException e) {
            if (e.is(Errno.ENODEV)) {
                throw e;
            }
            return otherwise;
        }
    }

    private SignalFigures onlyRaw(RawFigures raw) {
        reset();
        return SignalFigures.NONE.withRaw(raw);
    }

    private SignalFigures figures(List<DtvReading> readings) {
        Map<DtvProperty, DtvStatistic> now = new EnumMap<>(DtvProperty.class);
        for (DtvReading reading : readings) {
            reading.statistics().stream().findFirst().ifPresent(whole -> now.put(reading.property(), whole));
        }
        Map<DtvProperty, Long> more = new EnumMap<>(DtvProperty.class);
        Map<DtvProperty, Long> counts = new EnumMap<>(DtvProperty.class);
        now.forEach((property, statistic) -> {
            if (statistic.scale() == Scale.COUNTER) {
                counts.put(property, statistic.value());
                Long last = before.get(property);
                if (last != null && statistic.value() >= last) {
                    more.put(property, statistic.value() - last);
                }
            }
        });
        before = counts;
        boolean blocksStand = more.getOrDefault(STAT_TOTAL_BLOCK_COUNT, 1L) == 0;
        return new SignalFigures(
                decibels(now.get(STAT_SIGNAL_STRENGTH)),
                relative(now.get(STAT_SIGNAL_STRENGTH)),
                decibels(now.get(STAT_CNR)),
                relative(now.get(STAT_CNR)),
                ratio(more.get(STAT_PRE_ERROR_BIT_COUNT), more.get(STAT_PRE_TOTAL_BIT_COUNT)),
                ratio(more.get(STAT_POST_ERROR_BIT_COUNT), more.get(STAT_POST_TOTAL_BIT_COUNT)),
                blocksStand ? OptionalLong.empty() : count(more.get(STAT_ERROR_BLOCK_COUNT)),
                blocksStand ? OptionalLong.empty() : count(more.get(STAT_TOTAL_BLOCK_COUNT)),
                RawFigures.NONE);
    }

    private static OptionalDouble decibels(@Nullable DtvStatistic statistic) {
        return statistic == null || statistic.scale() != Scale.DECIBEL
                ? OptionalDouble.empty()
                : OptionalDouble.of(statistic.value() / STEPS_PER_DB);
    }

    private static OptionalDouble relative(@Nullable DtvStatistic statistic) {
        return statistic == null || statistic.scale() != Scale.RELATIVE
                ? OptionalDouble.empty()
                : OptionalDouble.of(statistic.value() / FULL_SCALE);
    }

    /** A driver whose count of all bits stands still has counted none. */
    private static OptionalDouble ratio(@Nullable Long errors, @Nullable Long total) {
        return errors == null || total == null || total == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) errors / total);
    }

    private static OptionalLong count(@Nullable Long blocks) {
        return blocks == null ? OptionalLong.empty() : OptionalLong.of(blocks);
    }
}
