// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

/**
 * What a pool does with a filled buffer when as many are out as may be, or more wait than a subscriber without demand may keep
 * from the kernel: buffers that are filled several at a time leave it as many empty ones as came at once, up to half of
 * those that may be lent.
 */
public enum OverloadPolicy {
    /** Requeues the oldest buffer that waits for its subscriber: the subscriber stays close to the present. The default. */
    DROP_OLDEST,
    /** Requeues the buffer that has just arrived: what waits is delivered without a gap. */
    DROP_NEWEST,
    /**
     * Leaves it with the kernel, which then overflows by itself: what is lost there shows as
     * {@link PoolStats#starvedNanos}, {@link PoolStats#stalledNanos} and {@link PoolStats#kernelGaps}, and before the next
     * buffer as a loss of unknown size on the kernel's account. For sources that wait, such as a file played as fast as
     * buffers come back.
     */
    HOLD
}
