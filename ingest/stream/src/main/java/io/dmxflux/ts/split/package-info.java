// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Splits a multiplex into the streams of its services, and emits each at the pace at which it arrived.
 *
 * <pre>
 *   MultiplexSplitter   the API
 *     SplitterLoop        buffers, requests, time: one call at a time (SerialExecutor, DeadlineTimer)
 *       SplitOutputs        all that have not ended, served at each call
 *       PacketRouter        each packet by its PID, as the RouteTable says
 *         OutputPid           the copy, with the continuity counter that is next
 *         BatchWriter         batches of datagrams, or LoggedSlots, where they follow from a log
 *         BatchQueue          until it is time; SplitOutput gives them to its subscriber
 *       MultiplexServices   what the tables say (psi.TableFollower): makes the RouteTable
 *         SelectedService     one output's service: its EditedProgram, its ServiceTables
 *         ServiceListing      all services there are, for those who subscribe
 * </pre>
 * Calls go down this list; upwards there are values (routes, events) and one wake-up.
 *
 * <p><b>Ownership:</b> an input buffer is released when its packets are copied. Packets are copied once, into batches of
 * datagrams that belong to the output.
 * <p><b>Threading:</b> all work on one multiplex is serialised ({@code SerialExecutor}); there are no locks, and nothing
 * blocks.
 * <p><b>Pace:</b> a packet is due one buffer's time after its arrival, see {@link
 * io.dmxflux.ts.op.DepartureSchedule}; it leaves
 * with its batch, which is due with its last packet, or when the first one has waited for {@code longestFill}. With the
 * defaults nothing stays longer than 40 ms. What comes in buffers no longer than from one wake-up to the next, as reads of a socket
 * are, waits from when the last of its buffer is due: a batch that is not full then leaves behind a read, with all that was read.
 * <p><b>Tables:</b> a section is sent for each section received, so tables keep their rate and position in the multiplex, and
 * again when that is too seldom ({@code ServiceTables}): PAT and PMT within 200 ms, SDT and EIT present/following within 2 s,
 * for as long as packets of the input come, and for 2 s after. A PAT and an SDT are written with only the service. Each table
 * has versions of its own ({@code TableVersion}): another content is another version, at most three a second. A damaged
 * section is ignored: the routes of the last sound one stay.
 * <p><b>Continuity:</b> on each PID of a service's output the counter continues over every change of its source: a service
 * that was away, a stream that is mapped there now, a table of the splitter's own. Gaps within a source stay gaps. See
 * {@code OutputPid}. Counters, versions and clock go on in the next output with the same {@link OutputHistory}; where the clock
 * is of another time base, {@code discontinuity_indicator} is set with its first PCR ({@code ProgramClock}).
 *
 * <p><b>Out of a log</b> ({@link io.dmxflux.packet.LoggedDatagrams}) a whole multiplex may have the datagrams of the log, chunk by chunk.
 * Of a service, what is sent follows from the log alone if its datagrams are slots of the log ({@code LoggedSlots}): its versions are
 * those of the multiplex, its time is that of its PCRs, streams keep their counters, and those of tables begin again each ten seconds of
 * the log's time stamps. Rejected: to cut a service as it comes, and to number its datagrams from a common point on. Where a
 * receiver is to merge, each number has to be one more than the one before, so a point that readers find without having read what is
 * before it has a number only if there is a fixed count of datagrams between two points. Counts of packets in the log would do for streams, but
 * not for tables, which are made here; a count that relays keep for each other is one more thing that can fail.
 *
 * <p><b>Design notes.</b> A wake-up costs more than a datagram, so batches wait for common wake-ups
 * ({@code CoalescedWakeUp}): multiples of 8 ms if possible, then of 4, and so on. Separate timers for each batch were 540
 * wake-ups a second for six services, windows 425, coalesced wake-ups 160. The window of a batch depends on the average
 * interval between batches: depending on its own packets alone, a bursty stream woke the loop twice as often. With at most
 * eight datagrams a batch, television reached that length, 610 sends a second; with sixteen, batches are ended by the time
 * of the first packet, 380 sends, a fifth less CPU, and the jitter by PCR is the same 23 ms. Reading every 16 ms saved
 * nothing while departures woke the loop in between (134 wake-ups a second both ways), and with 10 ms for reading and
 * coalescing there were more of them (155). With reads, coalescing and the wait of an open batch all of 16 ms there are 62, and
 * the loop takes 0.88 to 0.97 of the CPU for one multiplex and 0.97 to 1.01 for eight, with as many sends. So 8 ms stay.
 *
 * <p>What is read each 8 ms is not spread over them before it waits for its batch: a wake-up of an output is a nanosecond behind the
 * moment of a read, so that the batch leaves with all that was read. With one timer for all reads of a loop, and the same memory for
 * them, eight multiplexes take 0.91 of the CPU and 7 MB less: 2810 sends a second instead of 3250, and 125 settings of a timer
 * instead of 1110. The jitter by PCR is 31 instead of 24 ms. Two sections of a table that are
 * written 25 ms apart could leave 16 ms apart, so a repeated one is not followed by another within 55.
 *
 * <p>What is left: on one machine, in CPU-seconds a gigabyte, four runs of six services took 2.2, 2.8, 3.4 and 6.5, a native
 * relay that makes the same system calls and nothing else ({@code split} in the benchmarks) 1.9, 1.3, 2.2 and 2.6 beside
 * them, dvblast 9.7 to 10.3. The calls are no more than those of {@code split}, and fewer sends; the spread is that of code which runs
 * 125 times a second, finds nothing in the processor's cache, and is compiled for good only minutes after the start.
 */
@NullMarked
package io.dmxflux.ts.split;

import org.jspecify.annotations.NullMarked;
