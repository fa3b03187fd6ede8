// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.text.Reason;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStats;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import io.dmxflux.ts.tr101290.Tr101290Report;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The indicators of TR 101 290 of an input, for itself and for each of its services. */
final class Indications {

    private static final int PRIORITIES = 3;

    /** Of these priorities a raised indicator is something to attend to. */
    private static final int ATTENDED = 2;

    private final Trouble.Subject subject;
    private final Map<Indicator, List<IndicatorStatus>> rows = new EnumMap<>(Indicator.class);
    private final Map<Indicator, IndicatorStats> sums = new EnumMap<>(Indicator.class);
    private final Instant began;

    /**
     * Takes what is known.
     *
     * @param input its name
     * @param report of what arrives
     * @param stats of the same, also of the times that the input was open before; null if there are none
     * @param began when the first packet came
     */
    Indications(String input, Tr101290Report report, @Nullable InputIndicators stats, Instant began) {
        subject = Trouble.Subject.input(input);
        this.began = began;
        for (IndicatorStatus row : report.indicators()) {
            rows.computeIfAbsent(row.indicator(), any -> new ArrayList<>()).add(row);
        }
        if (stats != null) {
            stats.arrives().indicators().forEach(sum -> sums.put(sum.indicator(), sum));
        }
    }

    /** Returns all indicators of the input, by clause. */
    Map<String, Indication> ofInput() {
        Map<String, Indication> all = new LinkedHashMap<>();
        rows.forEach((indicator, some) -> {
            IndicatorStats sum = sums.get(indicator);
            long errors = sum == null
                    ? some.stream().mapToLong(IndicatorStatus::count).sum()
                    : sum.errors();
            all.put(indicator.clause(), indication(indicator, some, errors));
        });
        return all;
    }

    /**
     * Returns those of a service that have, or had, errors.
     *
     * @param serviceId its number
     * @param pids its PIDs
     * @return by clause; counts are of this report alone
     */
    Map<String, Indication> ofService(int serviceId, BitSet pids) {
        Map<String, Indication> some = new LinkedHashMap<>();
        rows.forEach((indicator, all) -> {
            List<IndicatorStatus> its =
                    all.stream().filter(row -> isOf(row, serviceId, pids)).toList();
            if (!its.isEmpty()) {
                long errors = its.stream().mapToLong(IndicatorStatus::count).sum();
                some.put(indicator.clause(), indication(indicator, its, errors));
            }
        });
        return some;
    }

    private static boolean isOf(IndicatorStatus row, int serviceId, BitSet pids) {
        return row.pid() != null && (pids.get(row.pid()) || row.services().contains(serviceId));
    }

    private Indication indication(Indicator indicator, List<IndicatorStatus> all, long errors) {
        List<IndicatorStatus> raised =
                all.stream().filter(row -> row.state() == IndicatorState.RAISED).toList();
        if (!raised.isEmpty()) {
            Instant since = raised.stream()
                    .map(IndicatorStatus::since)
                    .filter(time -> time != null)
                    .min(Duration::compareTo)
                    .map(time -> began.plus(time).truncatedTo(ChronoUnit.MILLIS))
                    .orElse(null);
            List<Integer> pids = raised.stream()
                    .map(IndicatorStatus::pid)
                    .filter(pid -> pid != null)
                    .toList();
            String text = Reason.of(new Trouble.IndicatorRaised(subject, raised.get(0)))
                    .what();
            return of(indicator, Indication.Light.RAISED, errors, since, pids, text);
        }
        String why = all.stream()
                .filter(row -> row.state() == IndicatorState.UNKNOWN)
                .map(IndicatorStatus::reason)
                .filter(reason -> reason != null)
                .findFirst()
                .orElse(null);
        boolean unknown = all.stream().anyMatch(row -> row.state() == IndicatorState.UNKNOWN);
        return of(indicator, unknown ? Indication.Light.UNKNOWN : Indication.Light.OK, errors, null, List.of(), why);
    }

    private static Indication of(
            Indicator indicator,
            Indication.Light light,
            long errors,
            @Nullable Instant since,
            List<Integer> pids,
            @Nullable String text) {
        return new Indication(indicator.title(), indicator.priority(), light, errors, since, pids, text);
    }

    /** Returns the lights of a service: raised if one of its indicators is, unknown if nothing is known of the input. */
    List<Indication.Light> lights(Collection<Indication> ofService) {
        List<Indication.Light> lights = new ArrayList<>();
        for (int priority = 1; priority <= PRIORITIES; priority++) {
            int wanted = priority;
            boolean raised = ofService.stream()
                    .anyMatch(one -> one.priority() == wanted && one.state() == Indication.Light.RAISED);
            lights.add(
                    raised
                            ? Indication.Light.RAISED
                            : isKnown(wanted) ? Indication.Light.OK : Indication.Light.UNKNOWN);
        }
        return lights;
    }

    private boolean isKnown(int priority) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().priority() == priority)
                .flatMap(row -> row.getValue().stream())
                .anyMatch(row -> row.state() != IndicatorState.UNKNOWN);
    }

    /** Returns what is to be attended to among indicators: those of priority 1 and 2 that are raised. */
    static List<Complaint> complaints(Collection<Indication> indications) {
        List<Complaint> complaints = new ArrayList<>();
        for (Indication one : indications) {
            String text = one.text();
            if (one.priority() <= ATTENDED && one.state() == Indication.Light.RAISED && text != null) {
                complaints.add(new Complaint(Condition.ATTENTION, Reason.of(text), one.since()));
            }
        }
        return complaints;
    }
}
