// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

/** What a relay loses, or never got, by account; each with the unit in which it is counted. */
public enum LossKind {
    /** Signal: packets that the continuity counters show to be missing, at least. */
    MISSING_PACKETS,
    /** Signal: packets with {@code transport_error_indicator}. */
    TRANSPORT_ERRORS,
    /** Signal: bytes that belong to no packet. */
    UNALIGNED_BYTES,
    /** Signal: RTP datagrams that never came. */
    MISSING_DATAGRAMS,
    /** Policy: RTP datagrams that came after they had been given up; they are among {@link #MISSING_DATAGRAMS}. */
    LATE_DATAGRAMS,
    /** Foreign: datagrams whose RTP header does not fit them. */
    MALFORMED_DATAGRAMS,
    /** Kernel: datagrams for which a socket had no room. */
    KERNEL_DATAGRAMS,
    /** Kernel: gaps of unknown size, where a demux had or may have had no room. */
    KERNEL_GAPS,
    /** Kernel: milliseconds without a buffer to fill, for certain or perhaps. */
    STARVED_MILLIS,
    /** Policy: packets that the input dropped since what is behind it lagged. */
    INPUT_DROPS,
    /** Policy: packets dropped for an output that lagged. */
    OUTPUT_DROPS,
    /** Socket: packets that the network refused. */
    REFUSED_PACKETS;

    /**
     * Tells whether a tuner without a lock is a reason for it.
     *
     * @return true for what the packets that arrive show
     */
    public boolean isOfSignal() {
        return this == MISSING_PACKETS || this == TRANSPORT_ERRORS || this == UNALIGNED_BYTES;
    }
}
