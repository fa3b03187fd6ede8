// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

/** Counts what has become of what arrived. Threading: written by the drain, read by any thread. */
final class PoolLedger {

    private final Tally received = new Tally();
    private final Tally delivered = new Tally();
    private final Tally dropped = new Tally();
    private final Tally discarded = new Tally();

    Tally received() {
        return received;
    }

    Tally delivered() {
        return delivered;
    }

    Tally dropped() {
        return dropped;
    }

    Tally discarded() {
        return discarded;
    }

    PoolMetrics metrics(NegotiatedPool pool, long kernelOverflows, Starvation starvation) {
        int[] slots = new int[BufferSlot.State.values().length];
        for (BufferSlot slot : pool.slots()) {
            slots[slot.state().ordinal()]++;
        }
        return new PoolMetrics(
                pool.buffers(),
                slots[BufferSlot.State.IDLE.ordinal()],
                slots[BufferSlot.State.QUEUED.ordinal()],
                slots[BufferSlot.State.FILLED.ordinal()],
                slots[BufferSlot.State.LENT.ordinal()],
                slots[BufferSlot.State.RETIRED.ordinal()],
                received.buffers(),
                received.bytes(),
                delivered.buffers(),
                delivered.bytes(),
                dropped.buffers(),
                dropped.bytes(),
                discarded.buffers(),
                discarded.bytes(),
                kernelOverflows,
                starvation.starvedNanos(),
                starvation.stalledNanos());
    }
}
