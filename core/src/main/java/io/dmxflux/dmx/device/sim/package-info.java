// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * A demux driver in the same process, which behaves as Linux was measured to and can inject faults.
 *
 * <p>It plays a {@link io.dmxflux.dmx.recording.StreamFeed}, or passes on the packets that are written to it. Like a driver,
 * it reads no more of a packet than its PID.
 */
@NullMarked
package io.dmxflux.dmx.device.sim;

import org.jspecify.annotations.NullMarked;
