// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How late what a relay sends has left, of all outputs, by its own histogram in the text format of Prometheus: added up from one
 * look to the next, so that what left after a stop of the process can be left out.
 */
final class Departures {

    private static final Pattern BUCKET =
            Pattern.compile("(?m)^dmxflux_output_departure_lateness_seconds_bucket\\{.*le=\"([^\"]+)\".*} (\\S+)$");

    /** How many have left, at most so many seconds late. */
    private final TreeMap<Double, Double> counted = new TreeMap<>();

    private Map<Double, Double> before = Map.of();

    /** Counts what has left since the last look. */
    void add(String metrics) {
        Map<Double, Double> now = bucketsOf(metrics);
        boolean isLess = now.entrySet().stream()
                .anyMatch(bucket -> bucket.getValue() < before.getOrDefault(bucket.getKey(), 0.0));
        if (before.isEmpty() || isLess) {
            startAgain(metrics); // outputs have gone
            return;
        }
        now.forEach((bound, count) -> counted.merge(bound, count - before.getOrDefault(bound, 0.0), Double::sum));
        before = now;
    }

    /** Leaves out what has left since the last look. */
    void startAgain(String metrics) {
        before = bucketsOf(metrics);
    }

    private static Map<Double, Double> bucketsOf(String metrics) {
        Map<Double, Double> buckets = new TreeMap<>();
        Matcher matcher = BUCKET.matcher(metrics);
        while (matcher.find()) {
            double bound =
                    matcher.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(matcher.group(1));
            buckets.merge(bound, Double.parseDouble(matcher.group(2)), Double::sum);
        }
        return buckets;
    }

    /** Returns the bound, in milliseconds, within which so many of all have left, such as 0.999; infinite if none has. */
    double millis(double quantile) {
        double all = counted.isEmpty() ? 0 : counted.lastEntry().getValue();
        return counted.entrySet().stream()
                .filter(bucket -> all > 0 && bucket.getValue() >= quantile * all)
                .mapToDouble(bucket -> bucket.getKey() * 1e3)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Returns how many were counted. */
    long count() {
        return counted.isEmpty() ? 0 : counted.lastEntry().getValue().longValue();
    }
}
