// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Where transport streams come from other than a demux: UDP and RTP.
 *
 * <pre>
 *   socket --recvmmsg--&gt; DatagramReader (checks, strips, orders) --&gt; Gathering (bounded) --&gt; Flux&lt;ByteBuf&gt;
 *     |                       |                                          |
 *     kernel drops            lost, late, foreign                        oldest dropped        ReceiveTotals
 * </pre>
 *
 * <p><b>Ownership:</b> each buffer emitted belongs to the subscriber, who must release it.
 * <p><b>Shape:</b> what one read of the socket brought is one buffer; the payloads of datagrams, one after the other.
 * It is whole aligned packets if the sender keeps to the rule of a whole number of packets per datagram, and {@code
 * AlignPackets} makes it so if not.
 * <p><b>Threading:</b> signals come on an event loop: a subscriber that blocks has to move off it ({@code publishOn}).
 * <p><b>Demand:</b> the socket is read at all times. What arrives without demand is kept up to a bound, then the oldest
 * is dropped, and counted: a sender of multicast cannot be asked to wait.
 */
@NullMarked
package io.dmxflux.ts.source;

import org.jspecify.annotations.NullMarked;
