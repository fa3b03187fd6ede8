// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Takes a multiplex apart into the streams of its services, and sends each at the pace at which it came.
 *
 * <pre>
 *   buffer --&gt; Timeline: when is each packet due --&gt; RouteTable: who wants its PID
 *                                                     |
 *          +------------------------------------------+--------------------------+
 *          v                                          v                          v
 *   MultiplexTables --new PAT, PMT, SDT--&gt; ServiceBranch --TableSender--&gt; SplitOutput: Batching, Departures
 *          PAT PMT SDT EIT                  of one output                              |
 *                                                                                Flux&lt;ByteBuf&gt; --&gt; a sink
 * </pre>
 *
 * <p><b>Ownership:</b> an input buffer is released when its packets have been walked over. What leaves is a copy, the only
 * one: a batch of datagrams in memory of the output's own.
 * <p><b>Threading:</b> all work on one multiplex is done in {@link io.dmxflux.ts.split.Turns turns}; there are no locks, and
 * nothing waits.
 * <p><b>Pace:</b> a packet is due one buffer's time after its arrival, see {@link io.dmxflux.ts.split.Timeline}; it leaves
 * with its batch, which is due with its last packet, or when the first one has waited for {@code longestFill}. With the
 * defaults nothing stays longer than 40 ms.
 * <p><b>Tables:</b> sections are sent as they come in, one for one, so tables keep the rate and the place in time that
 * the multiplex gave them. A PAT and an SDT are made anew with the one service in them; a PMT is passed on as it was
 * received, byte for byte, unless something in it is edited; all have continuity counters of their own. A damaged section
 * changes nothing: the routes of the last sound one stay.
 */
@NullMarked
package io.dmxflux.ts.split;

import org.jspecify.annotations.NullMarked;
