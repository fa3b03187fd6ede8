// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import java.util.HashMap;
import java.util.Map;

/**
 * Bytes a second over the last second or two, of counters that are looked at each second.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <K> what has a counter
 */
final class ByteRates<K> {

    private static final double NANOS_PER_SECOND = 1e9;

    private Map<K, Long> before = Map.of();
    private Map<K, Double> rates = Map.of();
    private long beforeNanos;

    /** Takes the counters of now. */
    void look(Map<K, Long> bytes, long nowNanos) {
        double seconds = (nowNanos - beforeNanos) / NANOS_PER_SECOND;
        Map<K, Double> next = new HashMap<>();
        bytes.forEach((key, count) -> {
            Long earlier = before.get(key);
            next.put(key, earlier == null || seconds <= 0 ? 0 : Math.max(0, count - earlier) / seconds);
        });
        rates = next;
        before = Map.copyOf(bytes);
        beforeNanos = nowNanos;
    }

    /** Returns the rate of a counter; 0 while it is new. */
    double of(K key) {
        return rates.getOrDefault(key, 0.0);
    }
}
