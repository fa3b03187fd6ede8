// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * A demux driver in the same process, and the streams that it plays.
 *
 * <p>A driver knows nothing of what it carries, and neither does the rest of this module. A driver without a tuner has
 * to know three things about a recording: where its packets begin, when each is due, and what has to change for its end
 * to run into its beginning. That syntax (ISO/IEC 13818-1) is in {@code PacketStamps} and nowhere else.
 *
 * <pre>
 *   file, memory --&gt; whole packets --&gt; rounds without a seam --&gt; paced or unpaced
 *   StreamBytes      AlignedPackets    LoopedPackets             PacedFeed, UnpacedFeed
 * </pre>
 */
@NullMarked
package io.dmxflux.dmx.device.sim;

import org.jspecify.annotations.NullMarked;
