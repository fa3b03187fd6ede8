// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.Pid;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The errors of all indicators and PIDs. Only the first error of a PID makes an object.
 *
 * <p><b>Threading:</b> one thread.
 */
final class IndicatorCounts {

    /** In place of a PID: the stream. */
    static final int STREAM = Pid.COUNT;

    private static final Indicator[] INDICATORS = Indicator.values();

    private final Tr101290Config config;
    private final Consumer<IndicatorStatus> onChange;
    private final IntFunction<List<Integer>> servicesOf;
    private final boolean[] checked = new boolean[INDICATORS.length];
    private final Map<Indicator, String> unknown = new EnumMap<>(Indicator.class);

    /** By indicator and PID. */
    private final @Nullable IndicatorCount[] @Nullable [] counts = new @Nullable IndicatorCount[INDICATORS.length][];

    private final List<IndicatorCount> all = new ArrayList<>();

    IndicatorCounts(Tr101290Config config, Consumer<IndicatorStatus> onChange, IntFunction<List<Integer>> servicesOf) {
        this.config = config;
        this.onChange = onChange;
        this.servicesOf = servicesOf;
        config.indicators().forEach(indicator -> checked[indicator.ordinal()] = true);
        config.unknown().forEach(this::setUnknown);
    }

    /** Tells whether an indicator is to be checked, and can be. */
    boolean checks(Indicator indicator) {
        return checked[indicator.ordinal()];
    }

    /** Says that an indicator cannot be known in this stream. */
    void setUnknown(Indicator indicator, String reason) {
        unknown.put(indicator, reason);
        checked[indicator.ordinal()] = false;
    }

    void occur(Indicator indicator, int pid, long now) {
        occur(indicator, pid, 1, now);
    }

    void occur(Indicator indicator, int pid, long errors, long now) {
        if (checks(indicator)) {
            IndicatorCount count = count(indicator, pid);
            if (count.occur(errors, now)) {
                tell(count);
            }
        }
    }

    /** An error that was counted lasts. */
    void goOn(Indicator indicator, int pid, long now) {
        if (checks(indicator)) {
            IndicatorCount count = count(indicator, pid);
            if (count.goOn(now)) {
                tell(count);
            }
        }
    }

    private IndicatorCount count(Indicator indicator, int pid) {
        @Nullable IndicatorCount[] ofIndicator = counts[indicator.ordinal()];
        if (ofIndicator == null) {
            ofIndicator = new IndicatorCount[Pid.COUNT + 1];
            counts[indicator.ordinal()] = ofIndicator;
        }
        IndicatorCount count = ofIndicator[pid];
        if (count == null) {
            count = new IndicatorCount(indicator, pid == STREAM ? null : (Integer) pid);
            ofIndicator[pid] = count;
            all.add(count);
        }
        return count;
    }

    /** Clears the states whose last error is long ago. */
    void clear(long now) {
        long after = config.nanos(Limit.CLEAR);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).clear(now, after)) {
                tell(all.get(i));
            }
        }
    }

    boolean isRaised(Indicator indicator) {
        return all.stream().anyMatch(count -> count.indicator() == indicator && count.isRaised());
    }

    private void tell(IndicatorCount count) {
        onChange.accept(status(count));
    }

    private IndicatorStatus status(IndicatorCount count) {
        Integer pid = count.pid();
        return count.status(pid == null ? List.of() : servicesOf.apply(pid));
    }

    List<IndicatorStatus> statuses() {
        List<IndicatorStatus> statuses = new ArrayList<>();
        for (Indicator indicator : INDICATORS) {
            if (config.indicators().contains(indicator)) {
                addStatuses(indicator, statuses);
            }
        }
        return statuses;
    }

    private void addStatuses(Indicator indicator, List<IndicatorStatus> statuses) {
        int before = statuses.size();
        @Nullable IndicatorCount[] ofIndicator = counts[indicator.ordinal()];
        if (ofIndicator != null) {
            for (IndicatorCount count : ofIndicator) {
                if (count != null) {
                    statuses.add(status(count));
                }
            }
        }
        if (statuses.size() == before) {
            String reason = unknown.get(indicator);
            IndicatorState state = reason == null ? IndicatorState.NEVER : IndicatorState.UNKNOWN;
            statuses.add(new IndicatorStatus(indicator, state, reason, null, List.of(), 0, null, null, null));
        }
    }
}
