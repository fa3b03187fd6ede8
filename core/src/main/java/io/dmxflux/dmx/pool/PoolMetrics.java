// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.NegotiatedBuffers;

/**
 * The pool's ledger at one moment: where every buffer is, and where every byte that arrived has gone.
 *
 * <p>Received bytes are delivered, dropped (policy), discarded (nobody subscribed, or cancelled), or still filled.
 *
 * @param negotiated what was asked and granted
 * @param idle buffers not yet given to the kernel
 * @param queued buffers that are the kernel's
 * @param filled buffers that wait for demand
 * @param lent buffers that are the subscriber's
 * @param retired buffers out of use: the pool is closed, or the driver would not take them back
 * @param receivedBuffers buffers dequeued from the driver
 * @param receivedBytes bytes in them
 * @param deliveredBuffers buffers lent so far
 * @param deliveredBytes bytes in them
 * @param droppedBuffers buffers dropped by the overload policy
 * @param droppedBytes bytes in them
 * @param discardedBuffers buffers that had arrived when a subscription ended, or before one began
 * @param discardedBytes bytes in them
 * @param kernelOverflows how often the kernel said that its ring overflowed (read() only)
 * @param starvedNanos time in which the kernel certainly had no buffer to fill
 * @param stalledNanos time in which it may have had none, as the process came too late
 */
public record PoolMetrics(
        NegotiatedBuffers negotiated,
        int idle,
        int queued,
        int filled,
        int lent,
        int retired,
        long receivedBuffers,
        long receivedBytes,
        long deliveredBuffers,
        long deliveredBytes,
        long droppedBuffers,
        long droppedBytes,
        long discardedBuffers,
        long discardedBytes,
        long kernelOverflows,
        long starvedNanos,
        long stalledNanos) {}
