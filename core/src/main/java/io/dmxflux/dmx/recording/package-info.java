// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Recorded transport streams: their packets in order, each with the time at which it is due, once or looped.
 *
 * <p>Playback finds where packets begin, computes when each is due, and adjusts clocks and counters so that the end of a
 * round continues at its beginning. The syntax for that is in {@link io.dmxflux.packet}.
 *
 * <pre>
 *   Playback.open()   file, memory --&gt; whole packets [--&gt; continuous rounds]     --&gt; packets that are due
 *                     StreamBytes      Recording         LoopedRecording             StreamFeed: PacedFeed by a PacketClock, or unpaced
 *                                     PacketEdit: for the bundled sample, SampleTables of its SampleGuide
 * </pre>
 *
 * <p>A feed copies into its reader's NIO buffer, because a driver's memory is one. Inside, packets lie in Netty's buffers as
 * everywhere else: a paced feed's window is wrapped once, an unpaced feed wraps its reader's buffer once a read.
 */
@NullMarked
package io.dmxflux.dmx.recording;

import org.jspecify.annotations.NullMarked;
