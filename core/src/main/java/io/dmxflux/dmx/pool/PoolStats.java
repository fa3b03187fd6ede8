// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.NegotiatedBuffers;

/**
 * The pool's counters at one moment: where every buffer is, and where every byte that arrived has gone.
 *
 * <p>Received bytes are delivered, dropped (policy), discarded (no subscriber, or cancelled), or still filled.
 *
 * @param negotiated what was asked and granted
 * @param idle buffers not yet given to the kernel
 * @param queued buffers that are the kernel's
 * @param filled buffers that wait for demand
 * @param lent buffers that are the subscriber's
 * @param refused buffers out of use, since the driver would not take them back; offered again at each look
 * @param retired buffers of a pool that is closed
 * @param oldestLentNanos how long the buffer that was lent first has been out; 0 if none is out
 * @param receivedBuffers buffers dequeued from the driver
 * @param receivedBytes bytes in them
 * @param deliveredBuffers buffers lent so far
 * @param deliveredBytes bytes in them
 * @param droppedBuffers buffers dropped by the overload policy
 * @param droppedBytes bytes in them
 * @param discardedBuffers buffers that had arrived when a subscription ended, or before one began
 * @param discardedBytes bytes in them
 * @param leakedBuffers lent buffers that became unreachable before their last release, and were requeued
 * @param kernelOverflows how often the kernel said that its ring overflowed (read() only)
 * @param kernelGaps buffers before which the driver has lost data, or may have ({@link BufferOrigin#lossBefore})
 * @param starvedNanos time in which the kernel certainly had no buffer to fill
 * @param stalledNanos time in which it may have had none, as the process came too late
 */
public record PoolStats(
        NegotiatedBuffers negotiated,
        int idle,
        int queued,
        int filled,
        int lent,
        int refused,
        int retired,
        long oldestLentNanos,
        long receivedBuffers,
        long receivedBytes,
        long deliveredBuffers,
        long deliveredBytes,
        long droppedBuffers,
        long droppedBytes,
        long discardedBuffers,
        long discardedBytes,
        long leakedBuffers,
        long kernelOverflows,
        long kernelGaps,
        long starvedNanos,
        long stalledNanos) {

    /**
     * Adds what another pool of the same input did, such as one before a driver that failed was opened again.
     *
     * @param more the newer pool
     * @return the counters and the buffers of both, negotiated as the newer one
     */
    public PoolStats plus(PoolStats more) {
        return new PoolStats(
                more.negotiated,
                idle + more.idle,
                queued + more.queued,
                filled + more.filled,
                lent + more.lent,
                refused + more.refused,
                retired + more.retired,
                Math.max(oldestLentNanos, more.oldestLentNanos),
                receivedBuffers + more.receivedBuffers,
                receivedBytes + more.receivedBytes,
                deliveredBuffers + more.deliveredBuffers,
                deliveredBytes + more.deliveredBytes,
                droppedBuffers + more.droppedBuffers,
                droppedBytes + more.droppedBytes,
                discardedBuffers + more.discardedBuffers,
                discardedBytes + more.discardedBytes,
                leakedBuffers + more.leakedBuffers,
                kernelOverflows + more.kernelOverflows,
                kernelGaps + more.kernelGaps,
                starvedNanos + more.starvedNanos,
                stalledNanos + more.stalledNanos);
    }

    /**
     * Returns what stays of a pool that is closed.
     *
     * @return its counters, and no buffer
     */
    public PoolStats withoutBuffers() {
        return new PoolStats(
                negotiated,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                receivedBuffers,
                receivedBytes,
                deliveredBuffers,
                deliveredBytes,
                droppedBuffers,
                droppedBytes,
                discardedBuffers,
                discardedBytes,
                leakedBuffers,
                kernelOverflows,
                kernelGaps,
                starvedNanos,
                stalledNanos);
    }
}
