// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Where transport streams come from: demuxes, files, UDP and RTP.
 *
 * <pre>
 *   demux  --DMX_DQBUF--&gt; pool ------------------------------------&gt; DvbSource
 *   file   --read, at the pace of its PCR--&gt; BufferReader -----------&gt; FileSource
 *   socket --recvmmsg--&gt; DatagramReader (checks, strips, orders) --&gt; Gathering --&gt; UdpSource, RtpSource
 *     |                                |                               |  bounded; drops the oldest
 *     kernel drops                     lost, late, foreign             dropped by us      --&gt; ReceiveTotals
 * </pre>
 *
 * <p><b>Ownership:</b> each buffer emitted belongs to the subscriber, who must release it.
 * <p><b>Shape:</b> whole aligned packets from demuxes and files; from a socket what one read brought, which is that if
 * the sender keeps to the rule of a whole number of packets per datagram, and {@code AlignPackets} makes it so if not.
 * <p><b>Threading:</b> a file's signals come on a thread of its own; all others on an event loop, so a subscriber that
 * blocks has to move off it ({@code publishOn}).
 * <p><b>Demand:</b> a file waits for it; a demux and a socket are read at all times, and what arrives without demand is
 * kept up to a bound, then dropped and counted: neither a tuner nor a sender of multicast can be asked to wait.
 */
@NullMarked
package io.dmxflux.ts.source;

import org.jspecify.annotations.NullMarked;
