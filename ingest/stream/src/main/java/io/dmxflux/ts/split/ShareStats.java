// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/**
 * What was dropped of a service since it needs more than its share of the log that it comes from.
 *
 * @param droppedPackets how many packets
 * @param fittingShare for how many datagrams of the log it would have to have one, so that what has come would have fitted; 0 as
 *     long as nothing was dropped
 */
public record ShareStats(long droppedPackets, int fittingShare) {

    /** Of an output of which everything fits. */
    public static final ShareStats NONE = new ShareStats(0, 0);

    /**
     * Adds what was dropped at another time.
     *
     * @param more of the same output
     * @return both, with the smaller of the shares
     */
    public ShareStats plus(ShareStats more) {
        if (fittingShare == 0 || more.fittingShare == 0) {
            return fittingShare == 0 ? more : this;
        }
        return new ShareStats(droppedPackets + more.droppedPackets, Math.min(fittingShare, more.fittingShare));
    }
}
