// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.Pid;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

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
    private final LimitsInForce limits;
    private final Consumer<IndicatorStatus> onChange;
    private final IntFunction<List<Integer>> servicesOf;
    private final boolean[] checked = new boolean[INDICATORS.length];
    private final Map<Indicator, String> unknown = new EnumMap<>(Indicator.class);

    /** By indicator and PID. */
    private final List<IntObjectMap<IndicatorCount>> counts = Arrays.stream(INDICATORS)
            .map(indicator -> (IntObjectMap<IndicatorCount>) new IntObjectHashMap<IndicatorCount>(4))
            .toList();

    private final List<IndicatorCount> all = new ArrayList<>();

    /** Of all PIDs, by indicator. */
    private final long[] errors = new long[INDICATORS.length];

    /** Of the stream, by indicator, what another has counted. */
    private final long[] counted = new long[INDICATORS.length];

    /** Of how many PIDs each is raised. */
    private final int[] raised = new int[INDICATORS.length];

    IndicatorCounts(
            Tr101290Config config,
            LimitsInForce limits,
            Consumer<IndicatorStatus> onChange,
            IntFunction<List<Integer>> servicesOf) {
        this.config = config;
        this.limits = limits;
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

    void occur(Indicator indicator, int pid, long more, long now) {
        if (checks(indicator)) {
            errors[indicator.ordinal()] += more;
            IndicatorCount count = count(indicator, pid);
            if (count.occur(more, now)) {
                raise(count);
            }
        }
    }

    /** Takes how many errors of the stream another has counted since the beginning. */
    void growTo(Indicator indicator, long total, long now) {
        long more = total - counted[indicator.ordinal()];
        if (more > 0) {
            counted[indicator.ordinal()] = total;
            occur(indicator, STREAM, more, now);
        }
    }

    /** An error that was counted lasts. */
    void goOn(Indicator indicator, int pid, long now) {
        if (checks(indicator)) {
            IndicatorCount count = count(indicator, pid);
            if (count.goOn(now)) {
                raise(count);
            }
        }
    }

    private void raise(IndicatorCount count) {
        raised[count.indicator().ordinal()]++;
        tell(count);
    }

    private IndicatorCount count(Indicator indicator, int pid) {
        IntObjectMap<IndicatorCount> ofIndicator = counts.get(indicator.ordinal());
        IndicatorCount count = ofIndicator.get(pid);
        if (count == null) {
            count = new IndicatorCount(indicator, pid == STREAM ? null : (Integer) pid);
            ofIndicator.put(pid, count);
            all.add(count);
        }
        return count;
    }

    /** Clears the states whose last error is long ago. */
    void clear(long now) {
        long after = limits.nanos(Limit.CLEAR);
        for (int i = 0; i < all.size(); i++) {
            IndicatorCount count = all.get(i);
            if (count.clear(now, after)) {
                raised[count.indicator().ordinal()]--;
                tell(count);
            }
        }
    }

    boolean isRaised(Indicator indicator) {
        return raised[indicator.ordinal()] > 0;
    }

    /** Returns what each adds up to; one without errors may be one that cannot be known. */
    List<IndicatorStats> stats() {
        List<IndicatorStats> stats = new ArrayList<>(INDICATORS.length);
        for (Indicator indicator : INDICATORS) {
            if (config.indicators().contains(indicator)) {
                stats.add(new IndicatorStats(indicator, state(indicator), errors[indicator.ordinal()]));
            }
        }
        return stats;
    }

    private IndicatorState state(Indicator indicator) {
        if (isRaised(indicator)) {
            return IndicatorState.RAISED;
        }
        if (errors[indicator.ordinal()] > 0) {
            return IndicatorState.CLEARED;
        }
        return unknown.containsKey(indicator) ? IndicatorState.UNKNOWN : IndicatorState.NEVER;
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
        IntObjectMap<IndicatorCount> ofIndicator = counts.get(indicator.ordinal());
        ofIndicator.keySet().stream().sorted().forEach(pid -> statuses.add(status(ofIndicator.get(pid.intValue()))));
        if (statuses.size() == before) {
            String reason = unknown.get(indicator);
            IndicatorState state = reason == null ? IndicatorState.NEVER : IndicatorState.UNKNOWN;
            statuses.add(new IndicatorStatus(indicator, state, reason, null, List.of(), 0, null, null, null));
        }
    }
}
