// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import java.util.concurrent.atomic.AtomicLong;

/** Counts datagrams; written by the event loop, read from any thread. */
final class ReceiveLedger {

    final AtomicLong datagrams = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong odd = new AtomicLong();
    final AtomicLong foreign = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    final AtomicLong late = new AtomicLong();
    final AtomicLong restarts = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();

    ReceiveTotals totals(long kernelDropped) {
        return new ReceiveTotals(
                datagrams.get(),
                bytes.get(),
                odd.get(),
                foreign.get(),
                lost.get(),
                late.get(),
                restarts.get(),
                dropped.get(),
                kernelDropped);
    }
}
