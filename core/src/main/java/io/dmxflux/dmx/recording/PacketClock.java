// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/**
 * Tells when each packet of a stream is due.
 *
 * <p><b>Units:</b> packets are numbered from 0; ticks are of 27 MHz and begin with packet 0.
 */
interface PacketClock {

    /** Looks at the packet at {@code offset}; every packet in turn, possibly long before it is due. */
    void observe(ByteBuffer packets, int offset, long number);

    /** Returns whether the clock runs: before that, every packet is due at 0. */
    boolean runs();

    /** Returns whether observing more packets can no longer change when this one is due. */
    boolean settles(long number);

    /** Returns when a packet is due, in ticks: by what has been observed, and beyond that at the last known rate. */
    long ticksAt(long number);
}
