// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

/** How a standby goes on behind what another has logged. */
public sealed interface Takeover {

    /**
     * Returns the first packet of the ring that goes into the log.
     *
     * @return its index in the ring
     */
    int firstPacket();

    /**
     * Returns how much is missing in the log, whose numbers are left out.
     *
     * @return datagrams, at the rate of the last logged ones; 0 if nothing is
     */
    default long missingDatagrams() {
        return 0;
    }

    /**
     * The last logged packet is in the ring: nothing is missing, and nothing comes twice.
     *
     * @param firstPacket the one behind it
     */
    record Seamless(int firstPacket) implements Takeover {}

    /**
     * The ring begins behind what was logged, or lacks the place: something is missing, and nothing comes twice.
     *
     * @param firstPacket the first that is later than the log
     * @param missingTicks from the last logged PCR to the first behind the hole, in ticks of 27 MHz
     * @param missingDatagrams how much that is
     */
    record WithHole(int firstPacket, long missingTicks, long missingDatagrams) implements Takeover {}

    /**
     * Log and ring have no clock in common, nor the last logged packets: the ring goes on where its wall clock is later than the log's.
     *
     * @param firstPacket the first that is later
     * @param missingDatagrams as much as came in the time in between, at least one
     */
    record ByWallClock(int firstPacket, long missingDatagrams) implements Takeover {}

    /** The log is empty: all of the ring goes into it. */
    record Fresh() implements Takeover {
        @Override
        public int firstPacket() {
            return 0;
        }
    }

    /** The last logged packet has not come here yet: to be asked again when more has come. */
    record Ahead() implements Takeover {
        @Override
        public int firstPacket() {
            return Integer.MAX_VALUE;
        }
    }
}
