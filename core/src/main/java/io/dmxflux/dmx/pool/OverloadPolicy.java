// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

/** What a pool does with a filled buffer when as many are out as may be. */
public enum OverloadPolicy {
    /** Requeues the oldest buffer that waits for its subscriber: the subscriber stays close to the present. The default. */
    DROP_OLDEST,
    /** Requeues the buffer that has just arrived: what waits is delivered without a gap. */
    DROP_NEWEST,
    /**
     * Leaves it with the kernel, which then overflows by itself: what is lost there shows as
     * {@link PoolStats#starvedNanos}, {@link PoolStats#stalledNanos} and {@link PoolStats#kernelGaps}, and before the next
     * buffer as a loss of unknown size on the kernel's account. For sources that wait, such as a file played as fast as buffers come back.
     */
    HOLD
}
