// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Bytes a second over the last second or two, of counters that are looked at each second.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <K> what has a counter
 */
public final class ByteRates<K> {

    private static final double NANOS_PER_SECOND = 1e9;

    private Map<K, Long> before = Map.of();
    private Map<K, Double> rates = Map.of();
    private long beforeNanos;

    /** No counters yet. */
    public ByteRates() {
        // nothing to set
    }

    /**
     * Takes the counters of now; what is not among them is forgotten.
     *
     * @param bytes of each
     * @param nowNanos the time, of any origin
     */
    public void look(Map<K, Long> bytes, long nowNanos) {
        double seconds = (nowNanos - beforeNanos) / NANOS_PER_SECOND;
        Map<K, Double> next = new HashMap<>();
        bytes.forEach((key, count) -> {
            Long earlier = before.get(key);
            if (earlier != null && seconds > 0) {
                next.put(key, Math.max(0, count - earlier) / seconds);
            }
        });
        rates = next;
        before = Map.copyOf(bytes);
        beforeNanos = nowNanos;
    }

    /**
     * Returns the rate of a counter.
     *
     * @param key whose
     * @return bytes a second; empty while it is new
     */
    public OptionalDouble of(K key) {
        Double rate = rates.get(key);
        return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }
}
