// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The books of a relay: where every packet went that arrived, and how many never did.
 *
 * <p><b>The two equations</b>, in bytes, at every snapshot:
 * <pre>
 *   input    arrived = routed + unwanted + replaced + policy + foreign + closed + framing + still queued
 *   output   routed to it + generated = sent + policy + socket + closed + still queued
 * </pre>
 * <table>
 *   <caption>Accounts</caption>
 *   <tr><th>account</th><th>of an input</th><th>of an output</th></tr>
 *   <tr><td>routed</td><td>went to one output or more</td><td>came for it</td></tr>
 *   <tr><td>unwanted</td><td>of a PID that no output wants</td><td></td></tr>
 *   <tr><td>replaced</td><td>of tables that outputs get regenerated</td><td></td></tr>
 *   <tr><td>generated</td><td></td><td>tables, adaptation fields beside tables, marks of discontinuities in a file</td></tr>
 *   <tr><td>sent</td><td></td><td>the network or the file took it</td></tr>
 *   <tr><td>policy</td><td>dropped since what is behind lagged; datagrams that came too late; the rest of a packet that a
 *     drop has cut</td><td>dropped since the output lagged</td></tr>
 *   <tr><td>socket</td><td></td><td>refused, short and cancelled sends, full disks, and what came after the output had
 *     failed</td></tr>
 *   <tr><td>foreign</td><td>not ours to pass: of another sender, a datagram that has come before, malformed, bytes that
 *     belong to no whole packet</td><td></td></tr>
 *   <tr><td>closed</td><td colspan="2">what a stop or a reload threw away</td></tr>
 *   <tr><td>framing</td><td>between packets of 204 or 192 bytes: parity, time stamps. Headers of datagrams are not
 *     counted at all</td><td></td></tr>
 *   <tr><td>queued</td><td colspan="2">still here: not an account, but what is held now, by whom holds it</td></tr>
 * </table>
 * {@code transport_error_indicator} is a mark: a packet that has it is on one of these accounts like every other.
 *
 * <p><b>Missing</b> is what never arrived. It stands beside, see {@link io.dmxflux.ts.books.Missing}. A gap that coincides
 * with a loss of ours is booked once, on ours: behind a drop, a datagram that never came or a starved demux the continuity
 * counters of all PIDs begin again, and what the signal lost at that very place cannot be told apart. An output of a service has what is missing of its streams as well,
 * looked at when the book is read. What comes late after
 * all is counted as recovered; missing stays as it is, so that no account goes back.
 *
 * <p><b>How it is counted.</b> Each account is counted on its own, where it happens: by the pool or the socket's reader, the
 * aligner, the splitter, an output's queue, the sink. None is the difference of others, nor is what is queued: so a forgotten
 * buffer is an imbalance, and shows. The path of the data takes no lock that a reader could hold for long. A
 * snapshot is taken while the data moves: one that does not balance is of a buffer on its way from one account to the
 * next, and taken again, for at most a quarter of a second. What does not balance for ten seconds, at any look, is a defect of
 * dmxflux: told once by {@code RelayEvent.BooksUnbalanced}, and by the figure that must be 0.
 *
 * <p><b>Time.</b> Each account has the time of its first and its last bytes: one look at the clock for a buffer, a batch, a
 * read of a socket or an event, never for a packet.
 *
 * <p><b>For ever.</b> Accounts only grow. They are those of a name: an input that is opened again, one whose options change,
 * an output that failed, ended or was removed and comes back, go on with what they had, for as long as the process lives.
 *
 * <p><b>Byte for byte.</b> Accounts are kept in bytes, as a fault may cut a packet: what is left of it is on the account of
 * policy if a drop of ours has cut it, and foreign otherwise. Packets are bytes by 188.
 */
@NullMarked
package io.dmxflux.ts.books;

import org.jspecify.annotations.NullMarked;
