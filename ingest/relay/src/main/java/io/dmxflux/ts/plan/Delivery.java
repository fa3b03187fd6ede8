// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

/** How buffers come to a sink. */
public enum Delivery {
    /** When the input has them. */
    AS_RECEIVED,
    /** As fast as the sink takes them and the input, such as a pipe, gives them. */
    AS_TAKEN,
    /** As fast as the sink takes them, out of a file. */
    STORED,
    /** A whole multiplex, to be spread over the time that its buffers take to arrive. */
    SPREAD,
    /** Cut into datagrams already, some of them short, and each at its time. */
    PACKETISED;

    /** Tells whether all may be over before what an output lacks is there, as it comes as fast as it is taken. */
    boolean isSoonOver() {
        return this == AS_TAKEN || this == STORED;
    }
}
