// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

/**
 * The losses before a source, by account. The units differ from those of a {@link io.dmxflux.packet.Loss}, which has bytes: a source of
 * your own counts here what it can count, datagrams or events, and tells the bytes in the stream.
 *
 * @param networkLosses datagrams known to be lost by the network
 * @param kernelLosses times that the kernel lost data, or may have lost some: ring overflows, gaps before mapped buffers,
 *     datagrams for which a socket had no room
 * @param starvedNanos time in which the kernel certainly had no buffer to fill
 * @param stalledNanos time in which it may have had none
 * @param droppedPackets packets dropped by policy because the subscriber lagged
 */
public record SourceStats(
        long networkLosses, long kernelLosses, long starvedNanos, long stalledNanos, long droppedPackets) {

    /** Nothing lost. */
    public static final SourceStats NONE = new SourceStats(0, 0, 0, 0, 0);

    /**
     * Adds the losses of another source.
     *
     * @param more its losses
     * @return the losses of both
     */
    public SourceStats plus(SourceStats more) {
        if (this == NONE || more == NONE) {
            return this == NONE ? more : this;
        }
        return new SourceStats(
                networkLosses + more.networkLosses,
                kernelLosses + more.kernelLosses,
                starvedNanos + more.starvedNanos,
                stalledNanos + more.stalledNanos,
                droppedPackets + more.droppedPackets);
    }
}
