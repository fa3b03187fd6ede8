// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Recorded transport streams: their packets in order, each with the moment at which it is due, once or over and over.
 *
 * <p>Nothing else in this module knows what a demux carries. To play a recording without a tuner three things have to be
 * known: where its packets begin, when each is due, and what has to change for its end to run into its beginning. That
 * syntax (ISO/IEC 13818-1) is in {@code PacketStamps} and nowhere else.
 *
 * <pre>
 *   file, memory --&gt; whole packets --&gt; rounds without a seam --&gt; paced or unpaced
 *   StreamBytes      AlignedPackets    LoopedPackets             PacedFeed, UnpacedFeed
 * </pre>
 */
@NullMarked
package io.dmxflux.dmx.recording;

import org.jspecify.annotations.NullMarked;
