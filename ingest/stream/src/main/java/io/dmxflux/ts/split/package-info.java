// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Takes a multiplex apart into the streams of its services, and sends each at the pace at which it came.
 *
 * <pre>
 *   buffer --&gt; DepartureSchedule: when is each packet due --&gt; RouteTable: who wants its PID
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
 * <p><b>Pace:</b> a packet is due one buffer's time after its arrival, see {@link
 * io.dmxflux.ts.op.DepartureSchedule}; it leaves
 * with its batch, which is due with its last packet, or when the first one has waited for {@code longestFill}. With the
 * defaults nothing stays longer than 40 ms.
 * <p><b>Tables:</b> sections are sent as they come in, one for one, so tables keep the rate and the place in time that
 * the multiplex gave them. A PAT and an SDT are made anew with the one service in them; a PMT is passed on as it was
 * received, byte for byte, unless something in it is edited; all have continuity counters of their own. A damaged section
 * changes nothing: the routes of the last sound one stay.
 *
 * <p><b>Design notes.</b> A wake-up costs more than a datagram, so whatever may wait waits for a moment that somebody else
 * waits for as well ({@code WakeUp}): multiples of 8 ms if they do, then of 4, and so on. Timers of a batch's own were 540
 * wake-ups a second for six services, windows 425, round moments 160. How long a batch may wait goes by what lies between
 * two batches usually: by its own packets alone, a stream that comes in clumps woke the loop twice as often. With at most
 * eight datagrams a batch, those of television were ended by their length, 610 sends a second; with sixteen it is the time
 * of the first packet that ends them, 380 sends, a fifth less CPU, and the jitter by PCR is the same 23 ms. Reading every 16 ms
 * saves nothing, as departures wake the loop instead (134 wake-ups a second both ways), and with reading and round moments 10 ms
 * apart there are more of them (155).
 *
 * <p>What is left: on one machine, in CPU-seconds a gigabyte, four runs of six services took 2.2, 2.8, 3.4 and 6.5, a native relay
 * that makes the same system calls and nothing else ({@code split} in the benchmarks) 1.9, 1.3, 2.2 and 2.6 beside them, dvblast 9.7
 * to 10.3. The spread is the machine's, and of our part half to two thirds is the kernel's.
 */
@NullMarked
package io.dmxflux.ts.split;

import org.jspecify.annotations.NullMarked;
