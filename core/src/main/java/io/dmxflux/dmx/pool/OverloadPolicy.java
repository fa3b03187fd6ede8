// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

/**
 * What a pool does with a filled buffer when as many are out as may be, or more wait than a subscriber without demand may keep
 * from the kernel: buffers that are filled several at a time leave it as many empty ones as came at once, up to half of
 * those that may be lent.
 *
 * <p><b>How long a pause may be:</b> the buffers that the kernel has at its beginning, times the time in which one fills.
 * Without demand they are fewer: of 8 with 2 in reserve the kernel has all 8 while each comes home at once, and at most 5
 * while demand lags; of 13 160 bytes at 38 Mbit/s that is 22 ms and 14 ms. What a longer pause loses is the kernel's loss,
 * under any policy: more buffers, larger ones or a larger reserve make up for it.
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
