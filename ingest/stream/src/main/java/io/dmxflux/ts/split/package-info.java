// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Takes a multiplex apart into the streams of its services, and sends each at the pace at which it came.
 *
 * <pre>
 *   MultiplexSplitter   the API
 *     SplitterLoop        buffers, requests, time: one call at a time (SerialExecutor, DeadlineTimer)
 *       PacketRouter        each packet by its PID, as the RouteTable says
 *         OutputPid           the copy, with the continuity counter that is next
 *         BatchWriter         batches of datagrams
 *         BatchQueue          until it is time; SplitOutput gives them to its subscriber
 *       MultiplexServices   what the tables say (psi.TableFollower): makes the RouteTable
 *         SelectedService     one output's service: its EditedProgram, its ServiceTables
 *         ServiceListing      all services there are, for those who subscribe
 * </pre>
 * Calls go down this list; upwards there are values (routes, events) and one wake-up.
 *
 * <p><b>Ownership:</b> an input buffer is released when its packets are copied. What leaves is a copy, the only one: a batch
 * of datagrams in memory of the output's own.
 * <p><b>Threading:</b> all work on one multiplex is serialised ({@code SerialExecutor}); there are no
 * locks, and nothing waits.
 * <p><b>Pace:</b> a packet is due one buffer's time after its arrival, see {@link
 * io.dmxflux.ts.op.DepartureSchedule}; it leaves
 * with its batch, which is due with its last packet, or when the first one has waited for {@code longestFill}. With the
 * defaults nothing stays longer than 40 ms.
 * <p><b>Tables:</b> sections are sent as they come in, one for one, so tables keep the rate and the place in time that
 * the multiplex gave them. A PAT and an SDT are made with the one service in them; a PMT is passed on as it was
 * received, byte for byte, unless something in it is edited. A damaged section changes nothing: the routes of the
 * last sound one stay.
 * <p><b>Continuity:</b> on each PID of a service's output the counter goes on, whatever becomes of what is sent there: a
 * service that was away, a stream that is mapped there now, a table of the splitter's own. What is missing in a stream while
 * it flows stays missing. See {@code OutputPid}.
 *
 * <p><b>Design notes.</b> A wake-up costs more than a datagram, so what may wait waits for a moment that others
 * wait for as well ({@code CoalescedWakeUp}): multiples of 8 ms if they do, then of 4, and so on. Timers of a batch's own were 540
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
