// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts sends; written by the event loop, read from any thread. */
final class SendCounters {

    private final AtomicLong datagrams = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong addedBytes = new AtomicLong();
    private final Map<String, FailedSends> failures = new ConcurrentHashMap<>();

    void sent(int moreDatagrams, int moreBytes) {
        datagrams.addAndGet(moreDatagrams);
        bytes.addAndGet(moreBytes);
    }

    /** Counts what was written beside the stream. */
    void added(int moreBytes) {
        addedBytes.addAndGet(moreBytes);
    }

    /** Counts refused sends by their reason. */
    void failed(String reason, int moreDatagrams, int moreBytes) {
        failures.merge(reason, new FailedSends(moreDatagrams, moreBytes), FailedSends::plus);
    }

    SendStats stats() {
        return new SendStats(
                datagrams.get(),
                bytes.get(),
                addedBytes.get(),
                failures.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(failures)));
    }
}
