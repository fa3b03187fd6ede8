// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.EnumSet;
import java.util.Set;

/** What a demodulator has found, {@code enum fe_status}: a bit each, in the kernel's order. */
public enum FrontendStatus {
    /** Something above the noise. */
    SIGNAL,
    /** A carrier. */
    CARRIER,
    /** The inner code is stable. */
    VITERBI,
    /** Sync bytes. */
    SYNC,
    /** Everything works: packets come. */
    LOCK,
    /** No lock within the driver's time. */
    TIMED_OUT,
    /** The frontend was reset: what it was told for the dish is lost. */
    REINIT;

    /**
     * Returns the bit of it.
     *
     * @return a power of two
     */
    public int bit() {
        return 1 << ordinal();
    }

    /**
     * Names the bits of a status.
     *
     * @param bits as {@code FE_READ_STATUS} answers
     * @return a set of one's own, in the kernel's order
     */
    public static Set<FrontendStatus> of(int bits) {
        Set<FrontendStatus> found = EnumSet.noneOf(FrontendStatus.class);
        for (FrontendStatus status : values()) {
            if ((bits & status.bit()) != 0) {
                found.add(status);
            }
        }
        return found;
    }
}
