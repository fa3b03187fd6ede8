// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/**
 * What became of the packets of a splitter's input, each of them once:
 * <pre>
 *   packets routed so far = routed + unwanted + replaced
 * </pre>
 *
 * @param routedPackets packets that went to one output or more
 * @param unwantedPackets packets of PIDs that no output wants
 * @param replacedPackets packets of tables that were read, and that outputs get regenerated; also those whose adaptation field
 *     alone was sent on
 */
public record RoutingStats(long routedPackets, long unwantedPackets, long replacedPackets) {

    /**
     * Returns all of them.
     *
     * @return packets
     */
    public long packets() {
        return routedPackets + unwantedPackets + replacedPackets;
    }
}
